//! PostgreSQL: its files, from their tokens to a model and the rules over it.
//!
//! May use text, syntax, schema and lint; knows no other product.

pub mod check;
pub mod conf;
pub mod hba;
mod load;
pub mod model;
pub mod number;
pub mod rules;
pub mod settings;
pub mod standbys;
pub mod value;

pub use load::includes;

use crate::schema::Version;

/// The oldest and the newest version that the tables describe.
pub const VERSIONS: (Version, Version) = (Version::new(13, 0), Version::whole(18));
