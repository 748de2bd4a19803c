//! Emit: one file per output.
//!
//! Outputs are pure: what they give is bytes or values to write elsewhere; they look at no environment, clock or disk.

pub mod cfg;
pub mod export;
