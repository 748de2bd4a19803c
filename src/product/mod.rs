//! Products: how to recognise, load and judge the files of each program. Products do not know each other.

pub mod haproxy;
pub mod hba;
mod include;
mod language;
pub mod pgbouncer;
pub mod postgresql;
pub mod repmgr;

pub use include::{Include, Includes, Input, includes_of};
pub use language::{Language, Program};
