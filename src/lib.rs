//! Linter and compiler for the configuration of a PostgreSQL high-availability stack.
//!
//! Data flows one way, and a layer knows only what stands before it:
//! [`text`] ← [`syntax`] ← [`schema`] ← [`lint`] ← [`product`] ← [`topology`] ← [`emit`] ← [`cli`] ← [`host`].
//! Only `host` touches disk, environment and clock.

extern crate alloc;

pub mod syntax;
pub mod text;
pub mod product;
pub mod schema;
pub mod lint;
pub mod analysis;
pub mod emit;
pub mod topology;
