//! Products: how to recognise, load and judge the files of each program. Products do not know each other.

pub mod haproxy;
pub mod hba;
mod include;
mod language;
pub mod libpq;
mod own;
pub mod pgbouncer;
pub mod postgresql;
pub mod repmgr;
mod secrets;

pub use include::{Include, Includes, Input, in_include_dir, includes_of, tidy};
pub use language::{Language, Program};
pub use own::leads_home;
pub use secrets::secrets_of;
