//! The real programs show what the faults between their files do.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in what it calls too")]
#![allow(clippy::disallowed_methods, reason = "tests read files, run programs and print")]
#![allow(clippy::print_stdout, reason = "what is left out is told")]

mod address;
mod budget;
mod checks;
mod cluster;
mod failover;
mod files;
mod lint;
mod login;
mod program;
mod stack;
mod wire;
