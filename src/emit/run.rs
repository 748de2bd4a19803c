//! What a report is made of.

use crate::lint::{Entry, Finding, Fix, Level, Outcome, Verdict};
use crate::product::{Language, Program};
use crate::text::{Edit, FileId, Location, Sources};

/// Who reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tool<'r> {
    /// Its name.
    pub name: &'r str,
    /// Its version, such as `0.1.0`.
    pub version: &'r str,
}

impl Tool<'static> {
    /// This program.
    pub const THIS: Self = Self { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") };
}

/// What a file configures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FileKind {
    /// haproxy.cfg.
    Haproxy,
    /// pgbouncer.ini.
    Pgbouncer,
    /// userlist.txt of PgBouncer.
    Userlist,
    /// repmgr.conf.
    Repmgr,
    /// postgresql.conf.
    Postgresql,
    /// `pg_hba.conf`.
    Hba,
}

impl FileKind {
    /// The kind of files in `language`.
    #[must_use]
    pub const fn of(language: Language) -> Self {
        match language {
            Language::Haproxy => Self::Haproxy,
            Language::Pgbouncer => Self::Pgbouncer,
            Language::Userlist => Self::Userlist,
            Language::Repmgr => Self::Repmgr,
            Language::Postgresql => Self::Postgresql,
            Language::PgbouncerHba | Language::PgbouncerIdent | Language::Hba | Language::Ident => Self::Hba,
        }
    }

    /// As written in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Haproxy => "haproxy",
            Self::Pgbouncer => "pgbouncer",
            Self::Userlist => "userlist",
            Self::Repmgr => "repmgr",
            Self::Postgresql => "postgresql",
            Self::Hba => "hba",
        }
    }

    /// The program that usually reads such a file.
    #[must_use]
    pub const fn program(self) -> &'static str {
        match self {
            Self::Haproxy => "HAProxy",
            Self::Pgbouncer | Self::Userlist => "PgBouncer",
            Self::Repmgr => "repmgr",
            Self::Postgresql | Self::Hba => "PostgreSQL",
        }
    }
}

/// A file that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedFile {
    /// The file.
    pub file: FileId,
    /// What it configures.
    pub kind: FileKind,
    /// The program that it was checked for.
    pub program: &'static str,
    /// The version of that program, such as `3.0`.
    pub target: String,
    /// What the program would say of it.
    pub verdict: Verdict,
}

impl CheckedFile {
    /// A file checked for version `target` of the program that usually reads its kind.
    pub fn new(file: FileId, kind: FileKind, target: impl Into<String>, verdict: Verdict) -> Self {
        Self { file, kind, program: kind.program(), target: target.into(), verdict }
    }

    /// A file in `language`, checked for version `target` of the program that reads it.
    pub fn in_language(file: FileId, language: Language, target: impl Into<String>, verdict: Verdict) -> Self {
        Self { file, kind: FileKind::of(language), program: Program::title(language.program()), target: target.into(), verdict }
    }

    /// Program and version, such as `HAProxy 3.0`.
    pub(super) fn reader(&self) -> String {
        format!("{} {}", self.program, self.target)
    }
}

/// A file that was given and not checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unchecked {
    /// The path as given.
    pub path: String,
    /// Why: lower case, no full stop.
    pub reason: String,
    /// Whether it should have been checked and could not be read; otherwise it was passed over.
    pub unreadable: bool,
}

/// How many findings there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// Reported errors.
    pub error: usize,
    /// Reported warnings.
    pub warning: usize,
    /// Reported infos.
    pub info: usize,
    /// Findings that a comment in a file allows.
    pub suppressed: usize,
    /// Findings of rules that are not selected.
    pub ignored: usize,
}

impl Summary {
    /// The numbers of `outcome`.
    #[must_use]
    pub fn of(outcome: &Outcome) -> Self {
        Self {
            error: outcome.count(Level::Error),
            warning: outcome.count(Level::Warning),
            info: outcome.count(Level::Info),
            suppressed: outcome.suppressed,
            ignored: outcome.ignored,
        }
    }
}

/// All that a report says: what was checked, what was found, and what was left out.
#[derive(Debug)]
pub struct Run<'r> {
    /// Who reports.
    pub tool: Tool<'r>,
    /// The files that findings point into.
    pub sources: &'r Sources,
    /// The findings to report, by file and place.
    pub findings: &'r [Finding],
    /// Every file that was checked.
    pub files: Vec<CheckedFile>,
    /// Every file that was given and not checked.
    pub unchecked: Vec<Unchecked>,
    /// What must not be shown, in order: passwords and the like.
    pub secrets: &'r [Location],
    /// How many findings there are.
    pub summary: Summary,
    /// All rules that could have reported.
    pub rules: &'r [Entry],
    /// What had to be assumed, such as the value of an environment variable: lower case, no full stop.
    pub notes: Vec<String>,
}

impl<'r> Run<'r> {
    /// Whether `fix` can be shown: no edit of it shows a secret.
    #[must_use]
    pub fn may_show(&self, fix: &Fix) -> bool {
        self.secrets.is_empty() || !fix.edits.iter().any(|(file, edit)| self.shows_secret(*file, edit))
    }

    /// Whether `edit` of `file` shows a secret: it replaces one, or brings one in that stands elsewhere.
    #[must_use]
    pub fn shows_secret(&self, file: FileId, edit: &Edit) -> bool {
        self.secrets.iter().filter(|secret| !secret.span.is_empty()).any(|secret| {
            let touches = secret.file == file && secret.span.start < edit.span.end && edit.span.start < secret.span.end;
            let text = self.sources.get(secret.file).slice(secret.span);
            touches || text.len() >= 4 && edit.text.contains(text)
        })
    }

    /// The run of this program that ended in `outcome`, with every file checked and nothing assumed.
    #[must_use]
    pub fn new(sources: &'r Sources, outcome: &'r Outcome, files: Vec<CheckedFile>, rules: &'r [Entry]) -> Self {
        Self {
            tool: Tool::THIS,
            sources,
            findings: &outcome.findings,
            files,
            unchecked: Vec::new(),
            secrets: &[],
            summary: Summary::of(outcome),
            rules,
            notes: Vec::new(),
        }
    }
}
