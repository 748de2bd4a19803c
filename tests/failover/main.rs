//! What a rendered stack does when something of it fails, shown by the real programs: HAProxy, PgBouncer, PostgreSQL and repmgr as they are
//! installed, started by `up` from a description, under a load of writes and reads through HAProxy.
//!
//! Each test starts a stack of its own, does things to it, and measures who served what: `faults.rs` has a row for each thing that can
//! happen to a part and what must hold of it, `whole.rs` what happens to all of it. Nothing of a stack is left behind. Two stacks run at
//! once at most, whatever the number of threads. `PGLB_TRIALS=n` runs faults n times, and also what takes long or is counted only. Programs that
//! are not here are skipped with a printed line; with `PGLB_REQUIRE_ORACLES=1` they fail.
//!
//! `scripts/failover-page` runs the same faults several times and writes `docs/failover.md` and `docs/failover.json`.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in what it calls too")]
#![allow(clippy::disallowed_methods, reason = "tests read files, run programs and print")]
#![allow(clippy::print_stdout, reason = "what is left out is told")]

#[path = "../common/bench.rs"]
mod bench;
mod encrypted;
mod faults;
#[path = "../common/load.rs"]
mod load;
#[path = "../common/network.rs"]
mod network;
mod page;
#[path = "../common/record.rs"]
mod record;
mod rejoin;
mod repaired;
mod stack;
#[path = "../common/trial.rs"]
mod trial;
mod whole;
