//! Holds the renderer to what it promises, over descriptions at random.
//!
//! `PGLB_RANDOM_STACKS` says how many; the real programs are asked where they are installed or fetched (`scripts/fetch-oracles`).

#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "these tests write files, run programs and tell of it, and fail by panicking"
)]

#[path = "../agreement_hba/oracle.rs"]
#[allow(dead_code, reason = "shared with another test")]
mod access;
mod lifted;
mod oracles;
mod proof;
mod random;
mod written;
