//! Schema: rows of knowledge, and how the words of a line are held against them.
//!
//! The rows come from the tables under `grammar/`, which `build.rs` turns into static data. This layer knows versions, places,
//! arguments and their types; it names no product, and knows [`crate::text`] and nothing else.

mod args;
mod matcher;
mod setting;
mod version;

pub use args::{
    AddrFlags, Branch, Item, Kind, Lit, POINT_ANY, POINT_OF_COUNTER, POINT_OF_REQUEST, POINT_OF_RULE, Slot, SlotType, TimeUnit,
};
pub use matcher::{Expected, Lookup, Visitor, match_args};
pub use setting::{Choice, Effective, Known, Origin, Setting, Settings};
pub use version::{ParseVersionError, Version};

/// A set of places in which a word may stand, one bit each; what a bit means is the product's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Places(pub u16);

impl Places {
    /// Every place.
    pub const ALL: Self = Self(u16::MAX);

    /// Whether one of `other`'s places is in the set.
    #[must_use]
    pub const fn overlaps(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// What a program does with a word in a place where it does not belong, or in the wrong mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Misplaced {
    /// It refuses the file.
    Fail,
    /// It warns and goes on without the word.
    Warn,
    /// It says nothing.
    Silent,
}

/// A value that changes with the version: the last entry whose version is not above the target counts.
#[derive(Debug, Clone, Copy)]
pub struct ByVersion<T: 'static>(pub &'static [(Version, T)]);

impl<T: Copy> ByVersion<T> {
    /// The value for `version`.
    #[must_use]
    pub fn at(&self, version: Version) -> Option<T> {
        self.0.iter().rev().find(|(since, _)| *since <= version).map(|(_, value)| *value)
    }
}

/// Properties of a row that are either there or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Flags(pub u32);

impl Flags {
    /// May be negated with `no`.
    pub const NO: Self = Self(1);
    /// May be reset with `default`.
    pub const DEFAULT: Self = Self(1 << 1);
    /// A second one is refused.
    pub const ONCE: Self = Self(1 << 2);
    /// A second one is called an error but does no harm.
    pub const ONCE_ALERT: Self = Self(1 << 3);
    /// A second one is warned about.
    pub const ONCE_WARN: Self = Self(1 << 4);
    /// Refused unless experimental directives are allowed.
    pub const EXPERIMENTAL: Self = Self(1 << 5);
    /// Refused or warned about unless deprecated directives are allowed.
    pub const UNSAFE: Self = Self(1 << 6);
    /// Its value is a secret.
    pub const SECRET: Self = Self(1 << 7);
    /// An action that ends its rule set.
    pub const FINAL: Self = Self(1 << 8);
    /// A fault here makes the program stop reading.
    pub const ABORT: Self = Self(1 << 9);
    /// Refused on `default-server`.
    pub const NO_DEFAULT_SERVER: Self = Self(1 << 10);
    /// Needs a TLS library.
    pub const SSL: Self = Self(1 << 11);
    /// What is called a deprecation warning is fatal.
    pub const FAIL_DEPRECATED: Self = Self(1 << 12);
    /// Not held against the program yet.
    pub const UNVERIFIED: Self = Self(1 << 13);
    /// Looks at HTTP data.
    pub const HTTP: Self = Self(1 << 14);

    /// Where it is misplaced with a warning, its arguments are not looked at.
    pub const SKIP: Self = Self(1 << 15);
    /// A condition of it that looks at layer 6 has no effect in mode http, which is told.
    pub const TELLS_LAYER_6: Self = Self(1 << 16);
    /// A server word without effect on a peer, which is told.
    pub const NO_PEER: Self = Self(1 << 17);
    /// Its sample may have to be waited for, and it is told if nothing waits.
    pub const AWAITS: Self = Self(1 << 18);

    /// Every flag by the name that the tables use.
    pub const NAMES: [(&'static str, Self); 19] = [
        ("no", Self::NO),
        ("def", Self::DEFAULT),
        ("once", Self::ONCE),
        ("once-alert", Self::ONCE_ALERT),
        ("once-warn", Self::ONCE_WARN),
        ("experimental", Self::EXPERIMENTAL),
        ("unsafe", Self::UNSAFE),
        ("secret", Self::SECRET),
        ("final", Self::FINAL),
        ("abort", Self::ABORT),
        ("no-default-server", Self::NO_DEFAULT_SERVER),
        ("ssl", Self::SSL),
        ("fail-deprecated", Self::FAIL_DEPRECATED),
        ("unverified", Self::UNVERIFIED),
        ("http", Self::HTTP),
        ("skip", Self::SKIP),
        ("tells-layer-6", Self::TELLS_LAYER_6),
        ("no-peer", Self::NO_PEER),
        ("awaits", Self::AWAITS),
    ];

    /// Whether all of `other` are set.
    #[must_use]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// One keyword: a row of a table.
#[derive(Debug)]
pub struct Row {
    /// The word, without the `*` of a prefix.
    pub name: &'static str,
    /// Whether words that only start with `name` match too.
    pub prefix: bool,
    /// First version that knows it.
    pub since: Version,
    /// First version that refuses it.
    pub until: Version,
    /// First version that warns that it is deprecated.
    pub deprecated: Version,
    /// Where it may stand.
    pub places: Places,
    /// What happens elsewhere: by place, the entry for [`Places::ALL`] last.
    pub misplaced: &'static [(Places, ByVersion<Misplaced>)],
    /// The mode it needs, and what happens in another.
    pub mode: Option<(&'static str, ByVersion<Misplaced>)>,
    /// Its properties.
    pub flags: Flags,
    /// The build feature it needs; a program without it does not know the word.
    pub feature: Option<&'static str>,
    /// Its arguments.
    pub args: &'static [Item],
    /// What replaces it, if it is deprecated or removed.
    pub instead: Option<&'static str>,
}

impl Row {
    /// Whether `version` knows the row.
    #[must_use]
    pub fn known(&self, version: Version) -> bool {
        self.since <= version && version < self.until
    }

    /// Whether arguments in parentheses may be glued to the word.
    fn takes_parentheses(&self) -> bool {
        match self.args.first() {
            Some(Item::Paren(_)) => true,
            Some(Item::Optional(items)) => matches!(items.first(), Some(Item::Paren(_))),
            _ => false,
        }
    }

    /// What happens to the word in `place`, `None` if it belongs there.
    #[must_use]
    pub fn misplaced(&self, place: Places, version: Version) -> Option<Misplaced> {
        if self.places.overlaps(place) {
            return None;
        }
        self.misplaced.iter().find(|(places, _)| places.overlaps(place)).and_then(|(_, by)| by.at(version)).or(Some(Misplaced::Silent))
    }
}

/// A table: the words that may stand in one kind of place.
pub struct Scope {
    /// The stem of the table's file.
    pub name: &'static str,
    /// All rows, those of one name next to each other.
    pub rows: &'static [Row],
    /// Name to the range of its rows.
    pub index: phf::Map<&'static str, (u16, u16)>,
    /// Indices of the rows that match by prefix, longest name first.
    pub prefixes: &'static [u16],
}

impl std::fmt::Debug for Scope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Scope").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Scope {
    /// The row for `word` in `version`, or why there is none.
    #[must_use]
    pub fn lookup(&'static self, word: &str, version: Version) -> Lookup {
        if let Some(&(start, end)) = self.index.get(word) {
            return self.choose(start, end, version);
        }
        for &index in self.prefixes {
            let row = &self.rows[index as usize];
            if word.starts_with(row.name) {
                let end = self.rows[index as usize..].iter().take_while(|next| next.name == row.name).count();
                return self.choose(index, index + end as u16, version);
            }
        }
        // A word whose arguments stand in parentheses glued to it is looked up without them.
        if let Some((name, _)) = word.split_once('(')
            && !name.is_empty()
            && let Some(&(start, end)) = self.index.get(name)
        {
            let takes_parentheses = |row: &&Row| row.known(version) && row.takes_parentheses();
            if let Some(row) = self.rows[start as usize..end as usize].iter().find(takes_parentheses) {
                return Lookup::Row(row);
            }
        }
        Lookup::Unknown
    }

    fn choose(&'static self, start: u16, end: u16, version: Version) -> Lookup {
        let rows = &self.rows[start as usize..end as usize];
        if let Some(row) = rows.iter().find(|row| row.known(version)) {
            return Lookup::Row(row);
        }
        match rows.iter().filter(|row| row.since > version).min_by_key(|row| row.since) {
            Some(row) => Lookup::NotYet(row),
            None => rows.iter().max_by_key(|row| row.until).map_or(Lookup::Unknown, Lookup::Removed),
        }
    }

    /// The names that `version` knows, for suggestions.
    pub fn names(&self, version: Version) -> impl Iterator<Item = &'static str> + use<> {
        self.rows.iter().filter(move |row| row.known(version)).map(|row| row.name)
    }
}
