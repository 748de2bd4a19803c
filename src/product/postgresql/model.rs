//! The files of PostgreSQL as rules read them.

use crate::product::Input;
use crate::schema::Version;
use crate::text::Location;

/// All files of PostgreSQL in a run.
pub struct Model<'s> {
    /// The version that they are for.
    pub version: Version,
    /// The files.
    pub files: Vec<File<'s>>,
}

/// A file.
pub struct File<'s> {
    /// Its text.
    pub text: &'s str,
}

impl<'s> Model<'s> {
    /// Reads the files of PostgreSQL among those of `input`.
    #[must_use]
    pub fn new(input: Input<'s>, version: Version) -> Self {
        let files = input.roots(crate::product::Language::Postgresql).map(|(_, source)| File { text: source.text() }).collect();
        Self { version, files }
    }

    /// Where passwords and the like stand.
    #[must_use]
    pub fn secrets(&self) -> Vec<Location> {
        Vec::new()
    }
}
