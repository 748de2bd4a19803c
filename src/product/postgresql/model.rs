//! The files of PostgreSQL as rules read them.

use super::conf::Conf;
use super::load;
use crate::product::Input;
use crate::schema::Version;
use crate::text::Location;

/// All files of PostgreSQL in a run.
pub struct Model<'s> {
    /// The version that they are for.
    pub version: Version,
    /// All files of the run.
    pub input: Input<'s>,
    /// The configurations: each postgresql.conf with what belongs to it.
    pub confs: Vec<Conf<'s>>,
}

impl<'s> Model<'s> {
    /// Reads the files of PostgreSQL among those of `input`.
    #[must_use]
    pub fn new(input: Input<'s>, version: Version) -> Self {
        Self { version, input, confs: load::load(input, version) }
    }

    /// Where passwords and the like stand.
    #[must_use]
    pub fn secrets(&self) -> Vec<Location> {
        self.confs.iter().flat_map(Conf::secrets).collect()
    }
}
