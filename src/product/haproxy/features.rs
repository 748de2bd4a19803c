//! The features that HAProxy may be built with or without: what a program lacks, and what all programs are taken to have.

use super::tables::FEATURE;
use crate::schema::Version;

/// Features that a program surely lacks, one bit each by their rows; of an unknown program there are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lacking(u128);

const _: () = assert!(FEATURE.len() <= u128::BITS as usize, "there are more features than bits");

impl Lacking {
    /// Nothing is lacking.
    pub const NOTHING: Self = Self(0);

    /// The features among those of the table that `lacks` names.
    #[must_use]
    pub fn of(lacks: impl Fn(&str) -> bool) -> Self {
        let bits = FEATURE.iter().enumerate().filter(|(_, entry)| lacks(entry.name));
        Self(bits.fold(0, |bits, (at, _)| bits | 1 << at))
    }

    /// Whether `feature` is lacking; a feature that the table does not know is not.
    #[must_use]
    pub fn has(self, feature: &str) -> bool {
        self.0 != 0 && FEATURE.iter().position(|entry| entry.name == feature).is_some_and(|at| self.0 & 1 << at != 0)
    }
}

/// Whether the programs of distributions have `feature` in `version`.
#[must_use]
pub fn is_usual(feature: &str, version: Version) -> bool {
    FEATURE.iter().any(|entry| entry.name == feature && entry.known(version) && entry.first == "Y")
}
