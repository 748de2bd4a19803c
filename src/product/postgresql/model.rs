//! The files of PostgreSQL as rules read them.

use crate::product::{Input, Language, hba};
use crate::schema::Version;

/// All files of PostgreSQL in a run.
pub struct Model<'s> {
    /// The version that they are for.
    pub version: Version,
    /// The files.
    pub files: Vec<File<'s>>,
    /// The pg_hba.conf files.
    pub hbas: Vec<hba::File<'s>>,
    /// The pg_ident.conf files.
    pub idents: Vec<hba::Ident<'s>>,
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
        let files = input.roots(Language::Postgresql).map(|(_, source)| File { text: source.text() }).collect();
        let hbas = input.roots(Language::Hba).map(|(id, _)| super::hba::read(input, id, version)).collect();
        let idents = input.roots(Language::Ident).map(|(id, _)| super::hba::read_ident(input, id, version)).collect();
        Self { version, files, hbas, idents }
    }
}
