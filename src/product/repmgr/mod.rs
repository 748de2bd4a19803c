//! repmgr: its files, from their tokens to a model and the rules over it.
//!
//! May use text, syntax, schema, lint and the connection strings of libpq; knows no other product.

mod complaint;
mod diagnose;
mod load;
pub mod model;
mod quote;
pub mod rules;
#[cfg(test)]
mod tests;
mod value;

use super::{Include, include::may_include};
use crate::schema::{ByVersion, Choice, Setting, Settings, Version};
use crate::syntax::guc::{Statement, Value, parse};

pub use complaint::{Complaint, ComplaintKind};

/// The oldest and the newest version that the tables describe.
pub const VERSIONS: (Version, Version) = (Version::new(5, 0), Version::series(5, 5));

/// The first version that knows include directives, and that holds every string to its length.
pub(crate) const REWRITTEN: Version = Version::new(5, 2);

static TABLES: &[(&str, &[Setting])] = include!(concat!(env!("OUT_DIR"), "/repmgr_settings.rs"));

/// The settings of repmgr.conf.
#[must_use]
pub fn settings() -> Settings {
    let rows = TABLES.iter().find(|(table, _)| *table == "repmgr").map_or(&[][..], |(_, rows)| rows);
    Settings(rows)
}

/// The ways to bring in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Directive {
    /// `include`
    File,
    /// `include_if_exists`
    FileIfExists,
    /// `include_dir`
    Folder,
}

impl Directive {
    /// The directive called `name`, in any case.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        let is = |directive: &str| name.eq_ignore_ascii_case(directive);
        Some(match () {
            () if is("include") => Self::File,
            () if is("include_if_exists") => Self::FileIfExists,
            () if is("include_dir") => Self::Folder,
            () => return None,
        })
    }
}

/// Whether a node called `name` is called after a role, which may change.
#[must_use]
pub fn names_role(name: &str) -> bool {
    let stem = name.to_ascii_lowercase();
    let stem = stem.trim_end_matches(|character: char| character.is_ascii_digit() || character == '-' || character == '_');
    ["primary", "master", "standby", "slave", "replica", "secondary"].contains(&stem)
}

/// Whether `path` is one that repmgr takes for none.
pub(crate) fn is_blank(path: &str) -> bool {
    path.bytes().all(|byte| b" \t\r\n".contains(&byte))
}

/// The lines of `text` that bring in other files.
#[must_use]
pub fn includes(text: &str) -> Vec<Include> {
    if !may_include(text) {
        return Vec::new();
    }
    let tree = parse(text);
    let mut includes = Vec::new();
    for line in &tree.lines {
        let Statement::Setting(setting) = tree.statement(line) else { continue };
        let Some(directive) = text.get(setting.name.range()).and_then(Directive::of) else { continue };
        let path = Value::of(text, setting.value).text;
        if !is_blank(&path) {
            let folder = directive == Directive::Folder;
            includes.push(Include { at: setting.name.start, path, folder, from_working_directory: false });
        }
    }
    includes
}
