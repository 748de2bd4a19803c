//! The files of PgBouncer as rules read them.

use super::ident;
pub use super::ini::Ini;
use super::userlist::{self, Userlist};
use crate::product::{Input, Language, hba};
use crate::schema::Version;
use crate::text::Location;

/// All files of PgBouncer in a run.
pub struct Model<'s> {
    /// The version that they are for.
    pub version: Version,
    /// Each pgbouncer.ini with what it includes.
    pub files: Vec<Ini<'s>>,
    /// The userlists.
    pub userlists: Vec<Userlist<'s>>,
    /// The files of host-based access.
    pub hbas: Vec<hba::File<'s>>,
    /// The files of ident maps.
    pub idents: Vec<hba::Ident<'s>>,
}

impl<'s> Model<'s> {
    /// Reads the files of PgBouncer among those of `input`.
    #[must_use]
    pub fn new(input: Input<'s>, version: Version) -> Self {
        let files = input.roots(Language::Pgbouncer).map(|(file, _)| Ini::load(input, file, version)).collect();
        let userlists = input.roots(Language::Userlist).map(|(id, source)| userlist::read(id, source, version)).collect();
        let hbas = input.roots(Language::PgbouncerHba).map(|(id, source)| super::hba::read(id, source, version)).collect();
        let idents = input.roots(Language::PgbouncerIdent).map(|(id, source)| ident::read(id, source)).collect();
        Self { version, files, userlists, hbas, idents }
    }

    /// Where passwords and the like stand.
    #[must_use]
    pub fn secrets(&self) -> Vec<Location> {
        self.files.iter().flat_map(Ini::secrets).collect()
    }
}
