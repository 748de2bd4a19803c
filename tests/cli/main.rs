//! The program from outside: what it prints where, how it ends, and what it does to files.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test reads files, and fails by panicking, in what it calls too")]

mod config;
mod examples;
mod fix;
mod folders;
mod formats;
mod graph;
mod help;
mod inputs;
mod lift;
mod machine;
mod program;
mod readme;
mod render;
mod rules;
mod secrets;
mod status;
