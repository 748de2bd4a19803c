//! The files of PgBouncer as rules read them.

pub use super::ini::Ini;
use crate::product::{Input, Language};
use crate::schema::Version;
use crate::text::Location;

/// All files of PgBouncer in a run.
pub struct Model<'s> {
    /// The version that they are for.
    pub version: Version,
    /// Each pgbouncer.ini with what it includes.
    pub files: Vec<Ini<'s>>,
}

impl<'s> Model<'s> {
    /// Reads the files of PgBouncer among those of `input`.
    #[must_use]
    pub fn new(input: Input<'s>, version: Version) -> Self {
        let files = input.roots(Language::Pgbouncer).map(|(file, _)| Ini::load(input, file, version)).collect();
        Self { version, files }
    }

    /// Where passwords and the like stand.
    #[must_use]
    pub fn secrets(&self) -> Vec<Location> {
        self.files.iter().flat_map(Ini::secrets).collect()
    }
}
