//! Settings of the form `name = value`: rows of the tables under `grammar/pgbouncer`, `grammar/repmgr` and `grammar/postgresql`.

use super::{ByVersion, Version};

/// A setting. A name may have several rows, for versions that differ in more than default and values.
#[derive(Debug)]
pub struct Setting {
    /// Its name, in the program's own spelling.
    pub name: &'static str,
    /// The kind of its value; what kinds there are is the product's.
    pub kind: &'static str,
    /// The unit of a bare number; empty if there is none.
    pub unit: &'static str,
    /// The least value that the program takes.
    pub min: Option<f64>,
    /// The greatest value that the program takes.
    pub max: Option<f64>,
    /// The words that it may be; empty if it is not one of a list.
    pub values: &'static [Choice],
    /// Its default, as the program would write it; none if there is no default.
    pub defaults: ByVersion<&'static str>,
    /// The first version that knows it.
    pub since: Version,
    /// The first version that does not know it any more.
    pub until: Version,
    /// Properties, such as `secret`, `restart` or `required`; what there are is the product's.
    pub flags: &'static [&'static str],
    /// What to write in its place where it is not known any more; empty if there is nothing.
    pub instead: &'static str,
}

/// A word that a setting may be.
#[derive(Debug)]
pub struct Choice {
    /// The word.
    pub name: &'static str,
    /// The word that it is another spelling of; itself if it is none.
    pub means: &'static str,
    /// The first version that knows it.
    pub since: Version,
    /// The first version that does not know it any more.
    pub until: Version,
}

impl Choice {
    /// Whether `version` knows it.
    #[must_use]
    pub fn known(&self, version: Version) -> bool {
        self.since <= version && version < self.until
    }
}

impl Setting {
    /// Whether `version` knows it.
    #[must_use]
    pub fn known(&self, version: Version) -> bool {
        self.since <= version && version < self.until
    }

    /// Whether it has the property `flag`.
    #[must_use]
    pub fn has(&self, flag: &str) -> bool {
        self.flags.contains(&flag)
    }

    /// Its default in `version`.
    #[must_use]
    pub fn default(&self, version: Version) -> Option<&'static str> {
        self.defaults.at(version)
    }
}

/// The settings of one place, such as a section: by name, without case.
#[derive(Debug, Clone, Copy)]
pub struct Settings(pub &'static [Setting]);

/// What a table says of a name.
#[derive(Debug, Clone, Copy)]
pub enum Known {
    /// It is a setting.
    Yes(&'static Setting),
    /// It is a setting of other versions only.
    OtherVersion(&'static Setting),
    /// It is none.
    No,
}

impl Settings {
    /// What is known of `name`, written with exactly this case, in `version`.
    #[must_use]
    pub fn look_up(self, name: &str, version: Version) -> Known {
        find(version, self.rows(name).filter(|row| row.name == name))
    }

    /// As [`Settings::look_up`] without regard to case.
    #[must_use]
    pub fn look_up_any_case(self, name: &str, version: Version) -> Known {
        find(version, self.rows(name))
    }

    /// All that `version` knows.
    pub fn known(self, version: Version) -> impl Iterator<Item = &'static Setting> {
        self.0.iter().filter(move |row| row.known(version))
    }

    fn rows(self, name: &str) -> impl Iterator<Item = &'static Setting> {
        let order =
            |row: &Setting| row.name.bytes().map(|byte| byte.to_ascii_lowercase()).cmp(name.bytes().map(|byte| byte.to_ascii_lowercase()));
        let start = self.0.partition_point(|row| order(row).is_lt());
        self.0[start..].iter().take_while(move |row| order(row).is_eq())
    }
}

/// The row of `version` among `rows`.
fn find(version: Version, rows: impl Iterator<Item = &'static Setting>) -> Known {
    let mut other = Known::No;
    for row in rows {
        if row.known(version) {
            return Known::Yes(row);
        }
        other = Known::OtherVersion(row);
    }
    other
}

/// Where the value of a setting comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// It is the default.
    Default,
    /// This line says so.
    File(crate::text::Location),
}

/// A setting with the value that the program holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effective {
    /// Its name.
    pub name: String,
    /// The value as the program itself shows it; `None` if it has none.
    pub value: Option<String>,
    /// Where the value comes from.
    pub origin: Origin,
    /// Whether it is a secret.
    pub secret: bool,
}
