//! The files of PostgreSQL as rules read them.

use super::conf::Conf;
use super::load;
use crate::product::{Input, Language, hba};
use crate::schema::Version;
use crate::text::Location;

/// All files of PostgreSQL in a run.
pub struct Model<'s> {
    /// The version that they are for.
    pub version: Version,
    /// The configurations: each postgresql.conf with what belongs to it.
    pub confs: Vec<Conf<'s>>,
    /// The `pg_hba.conf` files.
    pub hbas: Vec<hba::File<'s>>,
    /// The `pg_ident.conf` files.
    pub idents: Vec<hba::Ident<'s>>,
}

impl<'s> Model<'s> {
    /// Reads the files of PostgreSQL among those of `input`.
    #[must_use]
    pub fn new(input: Input<'s>, version: Version) -> Self {
        let hbas = input.roots(Language::Hba).map(|(id, _)| super::hba::read(input, id, version)).collect();
        let idents = input.roots(Language::Ident).map(|(id, _)| super::hba::read_ident(input, id, version)).collect();
        Self { version, confs: load::load(input, version), hbas, idents }
    }

    /// Where passwords in connection strings stand.
    #[must_use]
    pub fn secrets(&self) -> Vec<Location> {
        self.confs.iter().flat_map(Conf::secrets).collect()
    }
}
