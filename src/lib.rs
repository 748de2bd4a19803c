//! Linter and compiler for the configuration of a PostgreSQL high-availability stack.
//!
//! Data flows one way, and a layer knows only what stands before it:
//! [`text`] ← [`syntax`] ← [`schema`] ← [`lint`] ← [`product`] ← [`topology`] ← [`analysis`] ← [`config`] ← [`emit`] ← [`render`] ← `cli` ← `host`.
//! Only `host` touches disk, environment, terminal and clock; without the feature `cli` neither of the two is there, and the library builds
//! for WebAssembly.

extern crate alloc;

pub mod analysis;
#[cfg(feature = "cli")]
pub mod cli;
pub mod config;
pub mod emit;
#[cfg(feature = "cli")]
pub mod host;
pub mod lint;
mod parallel;
pub mod product;
pub mod render;
pub mod schema;
pub mod syntax;
pub mod text;
pub mod topology;
