//! Holds the renderer to what it promises, over descriptions at random.
//!
//! `PGLB_RANDOM_STACKS` says how many; the real programs are asked where they are installed or fetched (`scripts/fetch-oracles`).

mod proof;
mod random;
mod written;
