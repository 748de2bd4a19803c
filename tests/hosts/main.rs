//! The target `hosts` on real programs: every host is a network namespace with its own files, and what systemd would do for its units is done
//! by `units.rs`, as the units say.
//!
//! It needs root and the packages. What is not here is skipped with a printed line; with `PGLB_REQUIRE_ORACLES=1`, as root, that fails.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a test reads files, prints, and fails by panicking"
)]
#![allow(clippy::format_collect, clippy::format_push_string, reason = "nobody waits for the text of a test")]

#[path = "../common/bench.rs"]
mod bench;
mod description;
mod failover;
mod faults;
mod host;
#[path = "../common/load.rs"]
mod load;
#[path = "../common/record.rs"]
mod record;
mod rendered;
mod stack;
mod tree;
#[path = "../common/trial.rs"]
mod trial;
mod units;
