//! PostgreSQL: its files, from their tokens to a model and the rules over it.
//!
//! May use text, syntax, schema and lint; knows no other product.

pub mod hba;
pub mod model;
pub mod rules;

use super::Include;
use crate::schema::Version;

/// The oldest and the newest version that the tables describe.
pub const VERSIONS: (Version, Version) = (Version::new(13, 0), Version::whole(18));

/// The lines of `text` that bring in other files.
#[must_use]
pub fn includes(_text: &str) -> Vec<Include> {
    Vec::new()
}
