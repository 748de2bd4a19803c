//! A postgresql.conf with what it brings in and the postgresql.auto.conf that stands over it.

use rustc_hash::FxHashMap;

use super::settings::{setting, settings};
use super::value::{BadValue, Value, read};
use crate::schema::{Effective, Known, Origin, Setting, Version};
use crate::syntax::guc;
use crate::text::{FileId, Location};

/// A configuration: everything that one server reads at its start.
pub struct Conf<'s> {
    /// The version that it is for.
    pub version: Version,
    /// The file that it starts with.
    pub file: FileId,
    /// The name of that file.
    pub path: &'s str,
    /// The lines that set something, in the order in which they count.
    pub entries: Vec<Entry<'s>>,
    /// What is no setting, in file order.
    pub faults: Vec<Fault>,
    /// The lines that bring in other files.
    pub includes: Vec<Inclusion>,
    /// By setting, the entry in force.
    in_force: FxHashMap<&'static str, usize>,
}

/// A line that sets something.
pub struct Entry<'s> {
    /// The name as written.
    pub name: &'s str,
    /// Where the name is.
    pub name_at: Location,
    /// The value without its quotes.
    pub text: guc::Value,
    /// The value as written.
    pub value: guc::Token,
    /// Where the value is.
    pub value_at: Location,
    /// What is known of the setting.
    pub known: Known,
    /// What the program makes of the value; `None` if it does not know the name.
    pub held: Option<Result<Value, BadValue>>,
    /// Whether it stands in postgresql.auto.conf.
    pub auto: bool,
    /// The next entry for the same setting, which wins over this one.
    pub next: Option<usize>,
    /// Whether a later line with the same name makes the program pass over this one without a look at its value.
    pub dead: bool,
}

/// Text that is no setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// Where the program stops reading the line.
    pub at: Location,
    /// The whole line without its comment.
    pub line: Location,
    /// The token that it stumbles over; `None` at the end of the line.
    pub token: Option<guc::Kind>,
}

/// What becomes of a line that brings in other files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Included {
    /// They are part of the run.
    Here,
    /// They are not.
    Elsewhere,
    /// The path is empty.
    EmptyPath,
    /// The file brings itself in.
    Recursion,
    /// There are too many levels.
    TooDeep,
}

/// A line that brings in other files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Inclusion {
    /// Its path, as written.
    pub at: Location,
    /// What becomes of it.
    pub outcome: Included,
}

impl Entry<'_> {
    /// The setting, if the version knows it.
    #[must_use]
    pub fn setting(&self) -> Option<&'static Setting> {
        match self.known {
            Known::Yes(row) => Some(row),
            _ => None,
        }
    }

    /// The value, if the program takes it.
    #[must_use]
    pub fn value(&self) -> Option<&Value> {
        self.held.as_ref()?.as_ref().ok()
    }

    /// Whether it is `name`, a setting of the table.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.setting().is_some_and(|row| row.name == name)
    }
}

impl<'s> Conf<'s> {
    /// The configuration that starts with `file`, without any line.
    pub(super) fn empty(version: Version, file: FileId, path: &'s str) -> Self {
        Self { version, file, path, entries: Vec::new(), faults: Vec::new(), includes: Vec::new(), in_force: FxHashMap::default() }
    }

    /// Finds which lines count, once all are there.
    pub(super) fn settle(&mut self) {
        let mut by_spelling: FxHashMap<&str, usize> = FxHashMap::default();
        for index in 0..self.entries.len() {
            let entry = &self.entries[index];
            let Some(row) = entry.setting() else { continue };
            if let Some(before) = by_spelling.insert(entry.name, index) {
                self.entries[before].dead = true;
            }
            if let Some(before) = self.in_force.insert(row.name, index) {
                self.entries[before].next = Some(index);
            }
        }
        for entry in &mut self.entries {
            entry.held = entry.setting().map(|row| read(row, &entry.text.text, self.version));
        }
    }

    /// The line that decides the setting `name`.
    #[must_use]
    pub fn entry(&self, name: &str) -> Option<&Entry<'s>> {
        self.in_force.get(name).map(|index| &self.entries[*index])
    }

    /// The lines in force, in order.
    pub fn in_force(&self) -> impl Iterator<Item = &Entry<'s>> {
        self.entries.iter().filter(|entry| entry.next.is_none() && entry.setting().is_some())
    }

    /// The value of the setting `name`: as written, or the default. `None` if the version has no such setting, or the value is bad.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<Value> {
        match self.entry(name) {
            Some(entry) => entry.value().cloned(),
            None => match setting(name, self.version) {
                Known::Yes(row) => read(row, row.default(self.version)?, self.version).ok(),
                _ => None,
            },
        }
    }

    /// The value of a setting that is on or off.
    #[must_use]
    pub fn bool(&self, name: &str) -> Option<bool> {
        match self.value(name)? {
            Value::Bool(on) => Some(on),
            _ => None,
        }
    }

    /// The value of a setting that is a whole number, in its unit.
    #[must_use]
    pub fn int(&self, name: &str) -> Option<i64> {
        match self.value(name)? {
            Value::Int(number) => Some(i64::from(number)),
            _ => None,
        }
    }

    /// The value of a setting that is a word.
    #[must_use]
    pub fn word(&self, name: &str) -> Option<&'static str> {
        match self.value(name)? {
            Value::Word(word) => Some(word),
            _ => None,
        }
    }

    /// The value of a setting that is text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<String> {
        match self.value(name)? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether what is not written here has its default: this is no part of another file, and all that it brings in is known.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let part = self.path.ends_with(AUTO) || self.path.contains("conf.d/");
        !part && self.includes.iter().all(|include| include.outcome != Included::Elsewhere)
    }

    /// Whether the text decides all of the settings `names`.
    #[must_use]
    pub fn decides(&self, names: &[&str]) -> bool {
        self.is_whole() || names.iter().all(|name| self.entry(name).is_some())
    }

    /// Every setting with the value as `postgres -C` shows it.
    #[must_use]
    pub fn settings(&self) -> Vec<Effective> {
        let known = settings().known(self.version).filter(|row| !row.has("alias"));
        let mut shown: Vec<Effective> = known
            .map(|row| match self.entry(row.name).filter(|_| !row.has("overridden")) {
                Some(entry) => Effective {
                    name: row.name.to_owned(),
                    value: entry.value().map(Value::shown),
                    origin: Origin::File(entry.value_at),
                    secret: is_secret(row, &entry.text.text),
                },
                None => Effective {
                    name: row.name.to_owned(),
                    value: row.default(self.version).map(str::to_owned),
                    origin: Origin::Default,
                    secret: false,
                },
            })
            .collect();
        let mut custom: FxHashMap<String, usize> = FxHashMap::default();
        for entry in self.entries.iter().filter(|entry| entry.setting().is_none() && entry.name.contains('.')) {
            let own = Effective {
                name: entry.name.to_owned(),
                value: Some(entry.text.text.clone()),
                origin: Origin::File(entry.value_at),
                secret: false,
            };
            match custom.get(&entry.name.to_ascii_lowercase()) {
                Some(at) => shown[*at] = own,
                None => {
                    custom.insert(entry.name.to_ascii_lowercase(), shown.len());
                    shown.push(own);
                }
            }
        }
        shown
    }

    /// Where passwords stand.
    pub fn secrets(&self) -> impl Iterator<Item = Location> {
        let secret = |entry: &&Entry<'_>| entry.setting().is_some_and(|row| is_secret(row, &entry.text.text));
        self.entries.iter().filter(secret).map(|entry| entry.value_at)
    }
}

/// The name of the file that `ALTER SYSTEM` writes.
pub(super) const AUTO: &str = "postgresql.auto.conf";

/// Whether `text`, the value of `row`, holds a password.
fn is_secret(row: &Setting, text: &str) -> bool {
    row.has("conninfo") && (text.contains("password") || text.contains("://"))
}
