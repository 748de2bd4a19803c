//! Config: the text of a `pglb-lint.toml` made into a [`Config`].
//!
//! Pure: what the file is called and where it lies is the command line's affair, which also finds it. Whatever is wrong with a file is a
//! [`Problem`] with its place; as many as possible are found at once. Knows rules, targets and the map of hosts, no output and no option
//! of the command line.

mod hosts;
mod paths;
pub(crate) mod reader;
mod rules;
#[cfg(test)]
mod schema;
mod template;
#[cfg(test)]
mod tests;

use crate::analysis::{Targets, rules as all_rules};
use crate::lint::{FailOn, Level, OptionValues};
use crate::product::Program;
use crate::schema::Version;
use crate::text::{Source, Span};

pub use hosts::HostSpec;
pub use paths::{PathPattern, Paths};
pub use template::template;

use reader::{Entry, Reader, Table};

/// The name of the file.
pub const FILE_NAME: &str = "pglb-lint.toml";

/// What a `pglb-lint.toml` says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Config {
    /// The versions that files are checked for.
    pub targets: Vec<(Program, Version)>,
    /// The hosts, in order.
    pub hosts: Vec<HostSpec>,
    /// The levels of rules; `None` for those that are off.
    pub levels: Vec<(String, Option<Level>)>,
    /// What is set of rules.
    pub options: OptionValues,
    /// What is left out when folders are read.
    pub exclude: Vec<PathPattern>,
    /// The level from which on findings make a run fail.
    pub fail_on: Option<FailOn>,
}

/// Something that is wrong with a `pglb-lint.toml`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Where.
    pub at: Span,
    /// What: lower case, no full stop, names in backticks.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// Other places in the file that it is about.
    pub related: Vec<(Span, String)>,
}

impl Problem {
    pub(crate) fn new(at: Span, message: impl Into<String>) -> Self {
        Self { at, message: message.into(), help: None, related: Vec::new() }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(crate) fn related(mut self, at: Span, message: impl Into<String>) -> Self {
        self.related.push((at, message.into()));
        self
    }
}

impl Config {
    /// What `text` says.
    ///
    /// # Errors
    /// All [`Problem`]s of the text, in order. Behind the first place that is no TOML nothing but more of that is looked for: what is meant
    /// there cannot be known.
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        let (table, mut faults) = reader::parse(text);
        faults.sort();
        let mut reader = Reader::default();
        let config = Self::read(&table, &mut reader);
        let known_until = faults.iter().map(|fault| fault.at.start).min().map_or(text.len(), |at| line_start(text, at as usize));
        // What is wrong with the rest of a line mostly follows from the first fault.
        faults.dedup_by_key(|fault| line_start(text, fault.at.start as usize));
        faults.extend(reader.problems.into_iter().filter(|problem| (problem.at.start as usize) < known_until));
        faults.sort();
        faults.dedup();
        if faults.is_empty() { Ok(config) } else { Err(faults) }
    }

    /// What `source` says.
    ///
    /// # Errors
    /// As [`Config::parse`]; of a file that is not UTF-8 the first place where it is not.
    pub fn from_source(source: &Source) -> Result<Self, Vec<Problem>> {
        match std::str::from_utf8(source.bytes()) {
            Ok(text) => Self::parse(text),
            Err(error) => {
                let at = error.valid_up_to() as u32;
                Err(vec![Problem::new(Span::new(at, at + 1), "this is no TOML: the file is not UTF-8 here")])
            }
        }
    }

    fn read(table: &Table<'_>, reader: &mut Reader) -> Self {
        let mut config = Self::default();
        for entry in reader.entries(table, &["targets", "hosts", "rules", "exclude", "fail-on"], "a section or setting") {
            match entry.name {
                "targets" => config.targets = targets(&entry, reader),
                "hosts" => config.hosts = hosts::read(&entry, reader),
                "rules" => (config.levels, config.options) = rules::read(&entry, &all_rules(), reader),
                "exclude" => config.exclude = reader.patterns(&entry),
                _ => config.fail_on = reader.word(&entry, FailOn::ALL.map(|level| (level.as_str(), level))),
            }
        }
        config
    }
}

/// The section `[targets]`.
fn targets(entry: &Entry<'_>, reader: &mut Reader) -> Vec<(Program, Version)> {
    let Some(table) = reader.table(entry) else { return Vec::new() };
    let mut found = Vec::new();
    for target in reader.entries(table, &Program::ALL.map(Program::as_str), "a program that can be checked") {
        let Some(program) = Program::ALL.into_iter().find(|program| program.as_str() == target.name) else { continue };
        let Some((text, at)) = reader.text(&target) else { continue };
        match Targets::parse_version(program, text) {
            Ok(version) => found.push((program, version)),
            Err(fault) => reader.problem(Problem::new(at, fault)),
        }
    }
    found
}

/// Where the line starts that the byte at `at` is on.
fn line_start(text: &str, at: usize) -> usize {
    text.as_bytes()[..at.min(text.len())].iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1)
}
