//! PgBouncer: its files, from their tokens to a model and the rules over it.
//!
//! `ini` is a pgbouncer.ini as the process takes it in, `load` reads one in PgBouncer's order, `value` and `number` read values as it does, and
//! `effective` shows what it then runs with. May use text, syntax, schema and lint; knows no other product.

mod effective;
pub mod hba;
pub mod ident;
pub mod ini;
mod load;
pub mod model;
pub mod number;
mod query;
mod remark;
pub mod rules;
pub mod tables;
mod value;

pub use effective::ShownDatabase;
mod token;
pub mod userlist;
pub use query::is_loopback;

use super::Include;
use crate::schema::Version;
use crate::syntax::pgbouncer::{Kind, parse};

/// The oldest and the newest version that the tables describe.
pub const VERSIONS: (Version, Version) = (Version::new(1, 12), Version::series(1, 26));

/// The lines of `text` that bring in other files.
#[must_use]
pub fn includes(text: &str) -> Vec<Include> {
    if memchr::memmem::find(text.as_bytes(), b"%include").is_none() {
        return Vec::new();
    }
    let include = |item: crate::syntax::pgbouncer::Item| match item.kind {
        Kind::Include { path } => {
            let path = text[path.range()].to_owned();
            Some(Include { at: item.span.start, path, folder: false, from_working_directory: true })
        }
        _ => None,
    };
    parse(text).into_iter().filter_map(include).collect()
}
