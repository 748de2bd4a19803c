//! Holds the renderer to what it promises, over descriptions at random.
//!
//! `PGLB_RANDOM_STACKS` says how many; the real programs are asked where they are installed or fetched (`scripts/fetch-oracles`).

#[path = "../agreement_hba/oracle.rs"]
#[allow(dead_code, clippy::disallowed_methods, reason = "shared with another test")]
mod access;
mod lifted;
mod oracles;
mod proof;
mod random;
mod written;
