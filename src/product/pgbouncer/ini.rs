//! A pgbouncer.ini as PgBouncer takes it in: sections, settings and entries in the order of their lines, those of included files among them.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::tables;
use crate::schema::{self, Settings, Version};
use crate::syntax::pgbouncer::{Bad, Wrong};
use crate::text::{FileId, Location, Source};

/// One pgbouncer.ini with the files that it includes: what one process runs with.
pub struct Ini<'s> {
    /// The version that it is for.
    pub version: Version,
    /// The file that PgBouncer is started with.
    pub file: FileId,
    /// Its text.
    pub source: &'s Source,
    /// Every section header, in order.
    pub sections: Vec<Section<'s>>,
    /// Every line of a `[pgbouncer]` section, in order.
    pub settings: Vec<Setting<'s>>,
    /// The entries of `[databases]`.
    pub databases: Vec<Entry<'s>>,
    /// The entries of `[users]`.
    pub users: Vec<Entry<'s>>,
    /// The entries of `[peers]`.
    pub peers: Vec<Entry<'s>>,
    /// The lines that include other files.
    pub includes: Vec<Include<'s>>,
    /// What is broken below the level of settings.
    pub faults: Vec<Fault<'s>>,
    /// Whether all included files are part of the run. What is absent may else stand in one that is not.
    pub complete: bool,
    /// The setting in force by its name, as an index into `settings`.
    pub(super) in_force: FxHashMap<&'static str, usize>,
}

/// A section header.
#[derive(Debug, Clone, Copy)]
pub struct Section<'s> {
    /// The name in brackets.
    pub name: &'s str,
    /// The header with its brackets.
    pub at: Location,
    /// Which section it is; `None` if PgBouncer knows none of that name.
    pub kind: Option<SectionKind>,
}

/// The sections that there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SectionKind {
    /// `[pgbouncer]`.
    Main,
    /// `[databases]`.
    Databases,
    /// `[users]`.
    Users,
    /// `[peers]`.
    Peers,
}

impl SectionKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Main, Self::Databases, Self::Users, Self::Peers];

    /// Its name in a header.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Main => "pgbouncer",
            Self::Databases => "databases",
            Self::Users => "users",
            Self::Peers => "peers",
        }
    }

    /// The first version that knows it.
    #[must_use]
    pub const fn since(self) -> Version {
        match self {
            Self::Peers => Version::new(1, 19),
            _ => Version::MIN,
        }
    }

    /// The settings that may stand in it, or the parameters of its entries.
    #[must_use]
    pub fn settings(self) -> Settings {
        match self {
            Self::Main => tables::main(),
            Self::Databases => tables::databases(),
            Self::Users => tables::users(),
            Self::Peers => tables::peers(),
        }
    }
}

/// A line `name = value` of a `[pgbouncer]` section.
#[derive(Debug, Clone)]
pub struct Setting<'s> {
    /// The name as written.
    pub name: &'s str,
    /// Where the name stands.
    pub name_at: Location,
    /// The value as written.
    pub value: &'s str,
    /// Where the value stands.
    pub value_at: Location,
    /// The header above it, as an index into [`Ini::sections`].
    pub section: usize,
    /// What the table says of it; none if no version knows the name.
    pub row: Option<&'static schema::Setting>,
    /// The value as PgBouncer holds it, or why it refuses the line.
    pub held: Result<Held<'s>, Refusal>,
    /// Whether its section is known: behind a `%include` of a file that is not part of the run it is not.
    pub sure: bool,
    /// What makes it void.
    pub void: Option<Void>,
}

/// Why a setting is not in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Void {
    /// A later line sets it again; an index into [`Ini::settings`].
    SetAgain(usize),
    /// A later `[pgbouncer]` header puts the default in its place; an index into [`Ini::sections`].
    Reset(usize),
}

/// A value as PgBouncer holds it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Held<'s> {
    /// An integer, cut to 32 bits; and as written.
    Int(i32, i64),
    /// An integer without sign.
    Uint(u32),
    /// Seconds.
    Time(f64),
    /// One of a list of words, in its usual spelling.
    Word(&'static str),
    /// Text, taken as it is.
    Text(&'s str),
}

/// Why PgBouncer refuses a setting or a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// No version knows the name here.
    UnknownName,
    /// The target version does not know the name.
    OtherVersion,
    /// The value is no integer.
    Int,
    /// The value is no time.
    Time,
    /// The value is none of the words; those of other versions included.
    Word,
    /// The value is a word of another version.
    WordOfOtherVersion,
    /// The value is the name of the console.
    Reserved,
    /// The port is 0 or no number.
    Port,
}

/// A line of `[databases]`, `[users]` or `[peers]`.
#[derive(Debug, Clone)]
pub struct Entry<'s> {
    /// Its name.
    pub name: &'s str,
    /// Where the name stands, without quotes.
    pub name_at: Location,
    /// Whether the name stands in quotes.
    pub quoted: bool,
    /// The connection string, or what stands in its place.
    pub value: &'s str,
    /// Where that stands.
    pub value_at: Location,
    /// The section that it is in.
    pub kind: SectionKind,
    /// The header above it, as an index into [`Ini::sections`].
    pub section: usize,
    /// The parameters in order.
    pub params: Vec<Param<'s>>,
    /// Where reading ends early, and why.
    pub wrong: Option<(Wrong, Location)>,
    /// The later entry of the same name that takes its place; an index into the same list.
    pub replaced_by: Option<usize>,
    /// As [`Setting::sure`].
    pub sure: bool,
}

/// A parameter of a connection string.
#[derive(Debug, Clone)]
pub struct Param<'s> {
    /// Its key.
    pub key: &'s str,
    /// Where the key stands.
    pub key_at: Location,
    /// Its value, quotes resolved.
    pub value: Cow<'s, str>,
    /// Where the value stands, without its quotes.
    pub value_at: Location,
    /// Whether the value stands in quotes.
    pub quoted: bool,
    /// The byte behind the closing quote that PgBouncer drops.
    pub dropped: Option<Location>,
    /// What the table says of it; none if no version knows the key here.
    pub row: Option<&'static schema::Setting>,
    /// Why PgBouncer refuses it.
    pub refusal: Option<Refusal>,
}

/// A `%include`.
#[derive(Debug, Clone, Copy)]
pub struct Include<'s> {
    /// The path as written.
    pub path: &'s str,
    /// Where the path stands.
    pub path_at: Location,
    /// The whole line.
    pub at: Location,
    /// The header above it, as an index into [`Ini::sections`].
    pub before: Option<usize>,
    /// The header in force behind it.
    pub after: Option<usize>,
    /// Whether the file is part of the run.
    pub found: bool,
}

/// Something that PgBouncer cannot make sense of.
#[derive(Debug, Clone, Copy)]
pub struct Fault<'s> {
    /// What is wrong.
    pub kind: FaultKind,
    /// Where.
    pub at: Location,
    /// The text there.
    pub text: &'s str,
    /// The section that it stands in.
    pub section: Option<SectionKind>,
}

/// The ways in which a file can be broken below the level of settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// A byte order mark.
    ByteOrderMark,
    /// A line that is nothing.
    Bad(Bad),
    /// A key in quotes, which the version does not know.
    QuotedKey,
    /// A key before the first section.
    NoSection,
    /// Files include each other more than ten deep.
    TooDeep,
    /// A byte 0, and what follows it and is not read.
    Unread,
}

impl<'s> Ini<'s> {
    /// The line that sets `name`, if one does and is in force.
    #[must_use]
    pub fn given(&self, name: &str) -> Option<&Setting<'s>> {
        self.in_force.get(name).map(|&index| &self.settings[index])
    }

    /// The integer that `name` holds; its default if no line sets it.
    #[must_use]
    pub fn int(&self, name: &str) -> i32 {
        match self.held(name) {
            Some(Held::Int(value, _)) => value,
            _ => 0,
        }
    }

    /// The seconds that `name` holds; its default if no line sets it.
    #[must_use]
    pub fn seconds(&self, name: &str) -> f64 {
        match self.held(name) {
            Some(Held::Time(value)) => value,
            _ => 0.0,
        }
    }

    /// The text or word that `name` holds; its default if no line sets it, empty if it has none.
    #[must_use]
    pub fn text(&self, name: &str) -> &'s str {
        match self.held(name) {
            Some(Held::Text(text) | Held::Word(text)) => text,
            _ => "",
        }
    }

    /// The value that `name` holds: as set, else its default.
    #[must_use]
    pub fn held(&self, name: &str) -> Option<Held<'s>> {
        match self.given(name) {
            Some(setting) => setting.held.ok(),
            None => match tables::main().look_up(name, self.version) {
                schema::Known::Yes(row) => super::value::held(row, row.default(self.version)?, self.version).ok(),
                _ => None,
            },
        }
    }

    /// The settings that PgBouncer refuses for this reason, those with a comment in their value left out.
    pub fn refused(&self, refusal: Refusal) -> impl Iterator<Item = &Setting<'s>> {
        self.settings.iter().filter(move |setting| setting.sure && setting.held == Err(refusal) && setting.remark().is_none())
    }

    /// Where the main section begins, or the file: for findings about what is absent.
    #[must_use]
    pub fn anchor(&self) -> Location {
        let main = self.sections.iter().rev().find(|section| section.kind == Some(SectionKind::Main));
        main.map_or(Location::new(self.file, crate::text::Span::empty(0)), |section| section.at)
    }

    /// The databases in force; the fallback `*` is one of them.
    pub fn live_databases(&self) -> impl Iterator<Item = &Entry<'s>> {
        self.databases.iter().filter(|entry| entry.replaced_by.is_none())
    }

    /// All entries of the three sections.
    pub fn entries(&self) -> impl Iterator<Item = &Entry<'s>> {
        self.databases.iter().chain(&self.users).chain(&self.peers)
    }

    /// The entries of `kind`.
    #[must_use]
    pub fn entries_of(&self, kind: SectionKind) -> &[Entry<'s>] {
        match kind {
            SectionKind::Main => &[],
            SectionKind::Databases => &self.databases,
            SectionKind::Users => &self.users,
            SectionKind::Peers => &self.peers,
        }
    }

    /// Where passwords and the like stand.
    #[must_use]
    pub fn secrets(&self) -> Vec<Location> {
        let is_secret = |row: Option<&schema::Setting>| row.is_some_and(|row| row.has("secret"));
        let settings = self.settings.iter().filter(|setting| is_secret(setting.row)).map(|setting| setting.value_at);
        let params = self.entries().flat_map(|entry| entry.params.iter().filter(|param| is_secret(param.row))).map(|param| param.value_at);
        // What cannot be cut into pairs may hold a password all the same.
        let rests = self.entries().filter_map(|entry| match entry.wrong {
            _ if entry.is_uri() => Some(entry.value_at),
            Some((_, at)) if entry.value.contains("password") => Some(at),
            _ => None,
        });
        settings.chain(params).chain(rests).collect()
    }

    /// The comma-separated parts of the list `name`.
    pub fn list(&self, name: &str) -> impl Iterator<Item = &'s str> + use<'s> {
        self.text(name).split(',').map(|part| part.trim_matches([' ', '\t'])).filter(|part| !part.is_empty())
    }
}

impl<'s> Entry<'s> {
    /// The parameter `key`; of several the last, which PgBouncer takes.
    #[must_use]
    pub fn param(&self, key: &str) -> Option<&Param<'s>> {
        self.params.iter().rev().find(|param| param.key == key)
    }

    /// The value of the parameter `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.param(key).map(|param| param.value.as_ref())
    }

    /// Whether it is the database that stands for all others, whose connection string PgBouncer does not read at start.
    #[must_use]
    pub fn is_fallback(&self) -> bool {
        self.kind == SectionKind::Databases && self.name == "*"
    }

    /// The hosts that it leads to; none if that is the Unix socket of the own machine.
    pub fn hosts(&self) -> impl Iterator<Item = &str> {
        self.get("host").into_iter().flat_map(|hosts| hosts.split(',')).filter(|host| !host.is_empty())
    }

    /// The port of PostgreSQL.
    #[must_use]
    pub fn port(&self) -> i32 {
        let default = if self.kind == SectionKind::Peers { 6432 } else { 5432 };
        self.get("port").map_or(default, super::number::leading)
    }

    /// The database at the server.
    #[must_use]
    pub fn dbname(&self) -> &str {
        self.get("dbname").unwrap_or(self.name)
    }
}

impl Param<'_> {
    /// The number at the start of the value, as PgBouncer takes it.
    #[must_use]
    pub fn number(&self) -> i32 {
        super::number::leading(&self.value)
    }

    /// The whole pair.
    #[must_use]
    pub fn at(&self) -> Location {
        let value = self.value_at.span;
        Location::new(self.key_at.file, self.key_at.span.to(crate::text::Span::new(value.start, value.end + u32::from(self.quoted))))
    }
}
