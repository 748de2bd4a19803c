//! What a rule finds.

use serde::{Deserialize, Serialize};

use crate::text::{Edit, FileId, Location};

/// How bad a finding is in our judgement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Worth knowing.
    Info,
    /// Likely to be regretted.
    Warning,
    /// Wrong: refused, or certain to do harm.
    Error,
}

impl Level {
    /// As written in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// The level from which on findings make a run fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailOn {
    /// Any finding.
    Info,
    /// Warnings and errors.
    Warning,
    /// Errors only.
    Error,
    /// Nothing.
    Never,
}

impl FailOn {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Info, Self::Warning, Self::Error, Self::Never];

    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
            Self::Never => "never",
        }
    }

    /// Whether a finding of `level` makes the run fail.
    #[must_use]
    pub fn fails(self, level: Level) -> bool {
        match self {
            Self::Info => true,
            Self::Warning => level >= Level::Warning,
            Self::Error => level >= Level::Error,
            Self::Never => false,
        }
    }
}

/// What the real program of the target version says of the same thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Upstream {
    /// Nothing.
    Silent,
    /// It warns and goes on.
    Warns,
    /// It refuses the file.
    Refuses,
}

impl Upstream {
    /// As written in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Silent => "silent",
            Self::Warns => "warns",
            Self::Refuses => "refuses",
        }
    }
}

/// What the real program of the target version would say of a file as a whole, as far as the text decides it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Nothing to complain about.
    Accepted,
    /// Warnings only.
    Warned,
    /// It would not start.
    Refused,
}

impl Verdict {
    /// As written in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Warned => "warned",
            Self::Refused => "refused",
        }
    }

    /// The verdict that a finding of this kind leads to.
    #[must_use]
    pub const fn of(upstream: Upstream) -> Self {
        match upstream {
            Upstream::Silent => Self::Accepted,
            Upstream::Warns => Self::Warned,
            Upstream::Refuses => Self::Refused,
        }
    }
}

/// Another place that a finding is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub at: Location,
    /// What is there.
    pub message: String,
}

/// Findings that another one takes the place of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Covered {
    /// The name of their rule.
    pub rule: &'static str,
    /// Whether all of them in the section are meant, and not those on the same line alone.
    pub section: bool,
}

/// Whether a fix keeps the meaning of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Safety {
    /// It does what was meant, and nothing else changes.
    Safe,
    /// It changes what the program does; somebody should look at it.
    Unsafe,
}

/// Edits that make a finding go away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// Whether it can be applied unseen.
    pub safety: Safety,
    /// The edits, with the file of each.
    pub edits: Vec<(FileId, Edit)>,
}

/// One fault, where it is, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Id of the rule, such as `HAP012`.
    pub rule: &'static str,
    /// Name of the rule, such as `unknown-backend`.
    pub name: &'static str,
    /// How bad it is.
    pub level: Level,
    /// What the real program says of it.
    pub upstream: Upstream,
    /// Where it is.
    pub at: Location,
    /// What is wrong: lower case, no full stop, names in backticks.
    pub message: String,
    /// Why that is bad.
    pub why: Option<String>,
    /// What to do.
    pub help: Option<String>,
    /// The section it is in, as its header is written.
    pub section: Option<String>,
    /// Other places it is about.
    pub related: Vec<Related>,
    /// How it comes about: ways through the stack, from a client to a node.
    pub paths: Vec<String>,
    /// How a number in it comes about.
    pub sums: Vec<String>,
    /// What other rules say less of: it is not reported.
    pub covers: Vec<Covered>,
    /// Edits that make it go away.
    pub fix: Option<Fix>,
}
