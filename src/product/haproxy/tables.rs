//! HAProxy's language as static data, made by `build.rs` from `grammar/haproxy/*.tsv`.

use crate::schema::{
    AddrFlags, ByVersion, Flags, Item, Lit, Misplaced, POINT_ANY, POINT_OF_COUNTER, POINT_OF_REQUEST, POINT_OF_RULE, Places, Row, Scope,
    Slot, SlotType, TimeUnit, Version,
};

/// A word with one or two properties, for tables that need no more.
#[derive(Debug)]
pub struct Entry {
    /// The word.
    pub name: &'static str,
    /// The cell behind it.
    pub first: &'static str,
    /// Another cell.
    pub second: &'static str,
    /// First version that knows it.
    pub since: Version,
    /// First version that does not.
    pub until: Version,
}

impl Entry {
    /// Whether `version` knows it.
    #[must_use]
    pub fn known(&self, version: Version) -> bool {
        self.since <= version && version < self.until
    }
}

/// The arguments of a sample fetch or converter.
#[derive(Debug)]
pub struct SampleArgs {
    /// Their types.
    pub types: &'static [&'static str],
    /// How many must be there.
    pub least: usize,
}

/// A sample fetch.
#[derive(Debug)]
pub struct Fetch {
    /// Its name.
    pub name: &'static str,
    /// First version that knows the row.
    pub since: Version,
    /// First version that does not.
    pub until: Version,
    /// Unused; converters have it.
    pub input: &'static str,
    /// The type it gives.
    pub out: &'static str,
    /// Its arguments.
    pub args: SampleArgs,
    /// The validity points at which it can be taken, one bit each.
    pub points: u32,
    /// The build feature it needs, where not every distribution has it.
    pub feature: Option<&'static str>,
}

/// A converter.
#[derive(Debug)]
pub struct Converter {
    /// Its name.
    pub name: &'static str,
    /// First version that knows the row.
    pub since: Version,
    /// First version that does not.
    pub until: Version,
    /// The type that its input is cast to.
    pub input: &'static str,
    /// The type it gives.
    pub out: &'static str,
    /// Its arguments.
    pub args: SampleArgs,
    /// Unused; fetches have it.
    pub points: u32,
    /// The build feature it needs, where not every distribution has it.
    pub feature: Option<&'static str>,
}

/// The validity points that count in a kind of rule.
#[derive(Debug)]
pub struct PointRow {
    /// The rule set or keyword.
    pub rules: &'static str,
    /// `fe` in a frontend, `be` in a backend, empty in both.
    pub side: &'static str,
    /// First version of the row.
    pub since: Version,
    /// First version behind the row.
    pub until: Version,
    /// The points for expressions and formats, one bit each; 0 if they are not looked at.
    pub expr: u32,
    /// The points for conditions.
    pub cond: u32,
}

include!(concat!(env!("OUT_DIR"), "/haproxy_tables.rs"));
