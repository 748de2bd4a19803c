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
    /// The points for conditions, where a misfit is warned about; 0 if they are not looked at.
    pub cond: u32,
}

include!(concat!(env!("OUT_DIR"), "/haproxy_tables.rs"));
