//! What types, methods and options there are, in which program and from which version on.

use crate::product::Program;
use crate::schema::Version;

/// The first word of a rule.
#[derive(Debug)]
pub struct TypeRow {
    /// The program that knows it.
    pub program: Program,
    /// The word.
    pub name: &'static str,
    /// First version that knows it.
    pub since: Version,
    /// First version that does not know it any more.
    pub until: Version,
}

/// A method of authentication.
#[derive(Debug)]
pub struct Method {
    /// The program that knows it.
    pub program: Program,
    /// Its name.
    pub name: &'static str,
    /// First version that knows it.
    pub since: Version,
    /// First version that does not know it any more.
    pub until: Version,
    /// The types of rules that it goes with; empty: all.
    pub types: &'static [&'static str],
    /// Properties.
    pub flags: &'static [&'static str],
}

/// An option behind a method.
#[derive(Debug)]
pub struct OptionRow {
    /// The program that knows it.
    pub program: Program,
    /// Its name.
    pub name: &'static str,
    /// First version that knows it.
    pub since: Version,
    /// First version that does not know it any more.
    pub until: Version,
    /// The methods that it goes with; empty: all.
    pub methods: &'static [&'static str],
    /// The types of rules that it goes with; empty: all.
    pub types: &'static [&'static str],
    /// What it may be; empty: anything.
    pub values: &'static [&'static str],
}

include!(concat!(env!("OUT_DIR"), "/hba_tables.rs"));

impl Method {
    /// Whether `version` knows it.
    #[must_use]
    pub fn known(&self, version: Version) -> bool {
        self.since <= version && version < self.until
    }

    /// Whether it goes with a rule of type `name`.
    #[must_use]
    pub fn goes_with(&self, name: &str) -> bool {
        self.types.is_empty() || self.types.contains(&name)
    }

    /// Whether it has the property `flag`.
    #[must_use]
    pub fn has(&self, flag: &str) -> bool {
        self.flags.contains(&flag)
    }
}

impl OptionRow {
    /// Whether `version` knows it.
    #[must_use]
    pub fn known(&self, version: Version) -> bool {
        self.since <= version && version < self.until
    }
}

/// Whether `version` of `program` knows the type `name`.
#[must_use]
pub fn knows_type(program: Program, version: Version, name: &str) -> bool {
    TYPES.iter().any(|row| row.program == program && row.name == name && row.since <= version && version < row.until)
}

/// The types that `version` of `program` knows.
pub fn types(program: Program, version: Version) -> impl Iterator<Item = &'static str> {
    TYPES.iter().filter(move |row| row.program == program && row.since <= version && version < row.until).map(|row| row.name)
}

/// The methods of `program`, of all versions.
pub fn methods(program: Program) -> impl Iterator<Item = &'static Method> {
    METHODS.iter().filter(move |row| row.program == program)
}

/// The method called `name` of `program`, whatever the version.
#[must_use]
pub fn method(program: Program, name: &str) -> Option<&'static Method> {
    methods(program).find(|row| row.name == name)
}

/// The option called `name` of `program` in `version`, or the one of another version.
#[must_use]
pub fn option(program: Program, version: Version, name: &str) -> Option<&'static OptionRow> {
    let rows = || OPTIONS.iter().filter(move |row| row.program == program && row.name == name);
    rows().find(|row| row.known(version)).or_else(|| rows().next())
}

/// The options that `version` of `program` knows.
pub fn options(program: Program, version: Version) -> impl Iterator<Item = &'static str> {
    OPTIONS.iter().filter(move |row| row.program == program && row.known(version)).map(|row| row.name)
}
