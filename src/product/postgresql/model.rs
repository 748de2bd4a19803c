//! The files of PostgreSQL as rules read them.

use super::conf::Conf;
use super::load;
use crate::product::{Input, Language, hba};
use crate::schema::Version;
use crate::text::{Location, Span};

/// All files of PostgreSQL in a run.
pub struct Model<'s> {
    /// The version that they are for.
    pub version: Version,
    /// All files of the run.
    pub input: Input<'s>,
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
        Self { version, input, confs: load::load(input, version), hbas, idents }
    }

    /// Where passwords in connection strings stand.
    #[must_use]
    pub fn secrets(&self) -> Vec<Location> {
        self.confs.iter().flat_map(Conf::secrets).collect()
    }

    /// The line at `at` with its line feed.
    #[must_use]
    pub fn line(&self, at: Location) -> Span {
        let source = self.input.sources.get(at.file);
        let line = source.position(at.span.start).line;
        source.lines().span(line, source.len())
    }
}
