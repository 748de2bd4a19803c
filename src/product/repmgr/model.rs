//! The files of repmgr as rules read them.

use rustc_hash::FxHashMap;

use super::complaint::{Complaint, ComplaintKind};
use super::{Directive, load, settings};
use crate::product::Input;
use crate::product::libpq::Conninfo;
use crate::schema::{Effective, Known, Origin, Setting, Version};
use crate::syntax::guc::{Kind, Token, Value};
use crate::text::{FileId, Location, Sources, Span};

/// All files of repmgr in a run.
pub struct Model<'s> {
    /// The version that they are for.
    pub version: Version,
    /// The files that no other one brings in.
    pub files: Vec<File<'s>>,
}

impl<'s> Model<'s> {
    /// Reads the files of repmgr among those of `input`.
    #[must_use]
    pub fn new(input: Input<'s>, version: Version) -> Self {
        let files = input.roots(crate::product::Language::Repmgr).map(|(id, _)| load::load(input, id, version)).collect();
        Self { version, files }
    }

    /// Where passwords in connection strings stand.
    #[must_use]
    pub fn secrets(&self) -> Vec<Location> {
        self.files.iter().flat_map(File::secrets).collect()
    }
}

/// A repmgr.conf with all that it brings in: a node.
pub struct File<'s> {
    /// The file itself.
    pub id: FileId,
    /// The version that it is for.
    pub version: Version,
    pub(super) sources: &'s Sources,
    /// Every line that sets something, in repmgr's order.
    pub assignments: Vec<Assignment<'s>>,
    /// The lines that cannot be read.
    pub faults: Vec<Fault>,
    /// The lines that bring in other files.
    pub includes: Vec<IncludeLine>,
    /// What repmgr says, in its order.
    pub complaints: Vec<Complaint>,
    pub(super) held: FxHashMap<&'static str, Held>,
    /// The `conninfo` that counts; `None` if there is none, or an empty one.
    pub conninfo: Option<Conninfo>,
    /// Whether all files that it brings in are at hand.
    pub complete: bool,
    /// Whether repmgr leaves out the checks at the end: required settings, thresholds, the connection string.
    pub skips_checks: bool,
    /// The files in the order in which they are read.
    pub visited: Vec<FileId>,
}

/// A line that sets something.
pub struct Assignment<'s> {
    /// The name as written.
    pub name: &'s str,
    /// Where the name stands.
    pub name_at: Location,
    /// What token the value is.
    pub kind: Kind,
    /// The value.
    pub value: Value,
    /// Where the value stands, quotes included.
    pub value_at: Location,
    /// Whether `=` stands between them.
    pub equals: bool,
    /// The whole line, without its line feed.
    pub line: Span,
    /// What is known of the name.
    pub row: Known,
}

impl Assignment<'_> {
    /// The row of the setting, if this version knows it.
    #[must_use]
    pub fn setting(&self) -> Option<&'static Setting> {
        match self.row {
            Known::Yes(row) => Some(row),
            _ => None,
        }
    }

    /// The place of the bytes from `start` to `end` of the value.
    #[must_use]
    pub fn place(&self, start: usize, end: usize) -> Location {
        Location::new(self.value_at.file, self.value.span(start, end))
    }
}

/// A line that cannot be read.
pub struct Fault {
    /// The token at which repmgr stops, or the end of the line.
    pub at: Location,
    /// The line.
    pub line: Span,
    /// The token.
    pub token: Option<Token>,
    /// All tokens of the line.
    pub tokens: Vec<Token>,
}

/// A line that brings in other files.
pub struct IncludeLine {
    /// How.
    pub directive: Directive,
    /// Where the directive stands.
    pub name_at: Location,
    /// The path.
    pub path: String,
    /// Where the path stands.
    pub path_at: Location,
    /// Whether the files are at hand.
    pub found: bool,
    /// Whether the file was looked for where it must be, and is not there: repmgr refuses the file then.
    pub missing: bool,
}

/// A value that repmgr holds.
pub(super) struct Held {
    pub(super) value: String,
    /// The line that said so, by its place in [`File::assignments`].
    pub(super) by: usize,
}

/// A command line of the configuration.
#[derive(Debug, Clone, Copy)]
pub struct Command<'f> {
    /// The setting that holds it.
    pub setting: &'f str,
    /// The command.
    pub text: &'f str,
    /// Where it stands, quotes included.
    pub at: Location,
}

impl<'s> File<'s> {
    /// The complaints of `kind`, each with its line.
    pub fn complaints_of(&self, kind: ComplaintKind) -> impl Iterator<Item = (&Complaint, Option<&Assignment<'s>>)> {
        let of = move |complaint: &&Complaint| complaint.kind == kind;
        self.complaints.iter().filter(of).map(|complaint| (complaint, complaint.assignment.map(|index| &self.assignments[index])))
    }

    /// Whether repmgr refuses it.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.complaints.iter().any(|complaint| !complaint.kind.is_warning())
    }

    /// The line whose value counts for `name`.
    #[must_use]
    pub fn assignment(&self, name: &str) -> Option<&Assignment<'s>> {
        self.held.get(name).map(|held| &self.assignments[held.by])
    }

    /// The value that repmgr holds for `name`, as it shows it; the default if the file says nothing.
    #[must_use]
    pub fn value(&self, name: &str) -> String {
        if let Some(held) = self.held.get(name)
            && !(name == "repmgrd_standby_startup_timeout" && held.value == "-1")
        {
            return held.value.clone();
        }
        if name == "repmgrd_standby_startup_timeout" && !self.skips_checks {
            return self.value("standby_reconnect_timeout");
        }
        match settings().look_up(name, self.version) {
            Known::Yes(row) => row.default(self.version).unwrap_or_default().to_owned(),
            _ => String::new(),
        }
    }

    /// The number that repmgr holds for `name`.
    #[must_use]
    pub fn number(&self, name: &str) -> i64 {
        self.value(name).parse().unwrap_or_default()
    }

    /// Whether the boolean `name` is on.
    #[must_use]
    pub fn is_on(&self, name: &str) -> bool {
        self.value(name) == "true"
    }

    /// The command that `name` holds; `None` if it is empty.
    #[must_use]
    pub fn command<'f>(&'f self, name: &'f str) -> Option<Command<'f>> {
        let line = self.assignment(name).filter(|line| !line.value.text.is_empty())?;
        Some(Command { setting: name, text: &line.value.text, at: line.value_at })
    }

    /// `node_id`, if it is set.
    #[must_use]
    pub fn node_id(&self) -> Option<i64> {
        self.held.get("node_id").and_then(|held| held.value.parse().ok())
    }

    /// `node_name`, if it is set.
    #[must_use]
    pub fn node_name(&self) -> Option<&str> {
        self.text("node_name")
    }

    /// `data_directory`, if it is set.
    #[must_use]
    pub fn data_directory(&self) -> Option<&str> {
        self.text("data_directory")
    }

    /// `location`.
    #[must_use]
    pub fn location(&self) -> &str {
        self.text("location").unwrap_or("default")
    }

    /// `priority`; a node of 0 is never promoted.
    #[must_use]
    pub fn priority(&self) -> i64 {
        self.number("priority")
    }

    /// Whether repmgrd promotes and follows by itself.
    #[must_use]
    pub fn is_automatic(&self) -> bool {
        self.value("failover") == "automatic"
    }

    /// The text that is set for `name`, unless it is empty.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.held.get(name).map(|held| held.value.as_str()).filter(|value| !value.is_empty())
    }

    /// The place of the value that is set for `name`.
    #[must_use]
    pub fn place(&self, name: &str) -> Option<Location> {
        self.assignment(name).map(|line| line.value_at)
    }

    /// Whether the file is about automatic failover at all: it sets something that only repmgrd reads.
    #[must_use]
    pub fn uses_repmgrd(&self) -> bool {
        self.is_automatic() || self.held.contains_key("promote_command") || self.held.contains_key("follow_command")
    }

    /// The text of `at`.
    #[must_use]
    pub fn slice(&self, at: Location) -> &'s str {
        self.sources.get(at.file).slice(at.span)
    }

    /// All files of the run.
    #[must_use]
    pub fn sources(&self) -> &'s Sources {
        self.sources
    }

    /// Where secrets stand, also in lines that do not count or cannot be read.
    #[must_use]
    pub fn secrets(&self) -> Vec<Location> {
        let mut found = Vec::new();
        for line in self.assignments.iter().filter(|line| line.setting().is_some_and(|row| row.kind == "conninfo")) {
            let conninfo = Conninfo::read(&line.value.text, None, |span| line.value.span(span.start as usize, span.end as usize));
            if conninfo.fault.is_some() && conninfo.secrets().next().is_some() {
                // The rest may belong to the secret.
                found.push(line.value_at);
            } else {
                found.extend(conninfo.secrets().map(|option| Location::new(line.value_at.file, option.at)));
            }
        }
        for fault in &self.faults {
            let text = self.slice(Location::new(fault.at.file, fault.line));
            if let Some(at) = text.find("password=") {
                found.push(Location::new(fault.at.file, Span::new(fault.line.start + at as u32 + 9, fault.line.end)));
            }
        }
        found
    }

    /// Every setting with the value that `repmgr --dump-config` prints for it.
    #[must_use]
    pub fn settings(&self) -> Vec<Effective> {
        let secret = |name: &str| name == "conninfo" && self.conninfo.as_ref().is_some_and(|conninfo| conninfo.secrets().count() > 0);
        let rows = settings().known(self.version);
        rows.map(|row| {
            let mut by = self.held.get(row.name);
            if row.name == "repmgrd_standby_startup_timeout" && by.is_none() {
                by = self.held.get("standby_reconnect_timeout");
            }
            let origin = by.map_or(Origin::Default, |held| Origin::File(self.assignments[held.by].value_at));
            Effective { name: row.name.to_owned(), value: Some(self.value(row.name)), origin, secret: secret(row.name) }
        })
        .collect()
    }
}
