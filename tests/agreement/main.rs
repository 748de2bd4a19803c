//! Holds the linter against the real HAProxy of four versions.
//!
//! The binaries are the installed `haproxy` and what `scripts/fetch-oracles` brings. Versions that are not here are skipped with a printed
//! line; with `PGLB_REQUIRE_ORACLES=1` they fail. Answers of the binaries are kept, so that a second run is quick.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "these tests read files, run programs and tell of it"
)]

mod cases;
mod document;
mod forms;
mod fuzz;
mod inputs;
mod known;
mod lexer;
mod oracle;
mod ours;
mod random;
mod tables;
mod warnings;
