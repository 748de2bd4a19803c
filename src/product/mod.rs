//! Products: how to recognise, load and judge the files of each program. Products do not know each other.

pub mod haproxy;
mod include;
mod language;
pub mod libpq;
pub mod pgbouncer;
pub mod postgresql;
pub mod repmgr;

pub use include::{Include, Includes, Input, in_include_dir, includes_of};
pub use language::{Language, Program};
