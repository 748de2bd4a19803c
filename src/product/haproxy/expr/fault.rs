//! What can be wrong inside a word.

use core::ops::Range;

use crate::schema::Version;

/// The ways in which an expression can be refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FaultKind {
    /// A sample fetch is expected and no name stands there.
    MissingFetch,
    /// No such sample fetch in this version.
    UnknownFetch,
    /// No such converter in this version.
    UnknownConverter,
    /// Too few or too many arguments, or one that is not of its type or breaks a rule of the fetch or converter.
    Argument,
    /// A converter cannot take the type before it.
    Cast,
    /// Something other than a comma stands behind a fetch or converter.
    MissingComma,
    /// The sample cannot be taken in this place.
    Unavailable,
    /// A word that begins with `-` is no option of an ACL, or its argument is wrong.
    Option,
    /// A match method is unknown, missing, or does not fit the type.
    Method,
    /// A pattern is not of the form that the match method reads.
    Pattern,
    /// An anonymous ACL has no `}`.
    OpenBrace,
    /// No such log-format alias in this version.
    UnknownAlias,
    /// Anything else in a log format.
    Format,
}

/// What is wrong and where: HAProxy refuses the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExprFault {
    /// What kind of fault it is.
    pub kind: FaultKind,
    /// Number of the word.
    pub word: usize,
    /// First byte in the decoded word.
    pub start: usize,
    /// Behind the last byte in the decoded word.
    pub end: usize,
    /// What is wrong.
    pub message: String,
    /// What to do, where that is known.
    pub help: Option<String>,
}

impl ExprFault {
    pub(super) fn new(kind: FaultKind, word: usize, range: Range<usize>, message: impl Into<String>) -> Self {
        Self { kind, word, start: range.start, end: range.end, message: message.into(), help: None }
    }

    pub(super) fn with_help(mut self, help: impl Into<Option<String>>) -> Self {
        self.help = help.into();
        self
    }

    /// The fault with its place moved right by `offset` bytes in its word.
    pub(super) fn shifted(mut self, offset: usize) -> Self {
        self.start += offset;
        self.end += offset;
        self
    }
}

/// A fault in the arguments of a fetch or converter, which the caller completes with its name and word.
#[derive(Debug)]
pub(super) struct ArgFault {
    pub(super) range: Range<usize>,
    pub(super) message: String,
    pub(super) help: Option<String>,
}

impl ArgFault {
    pub(super) fn new(range: Range<usize>, message: impl Into<String>) -> Self {
        Self { range, message: message.into(), help: None }
    }
}

/// Why a name of the tables is not known, in words.
pub(super) fn other_version(what: &str, name: &str, since: Version, until: Version, target: Version) -> (String, Option<String>) {
    if since > target {
        (
            format!("{what} `{name}` is known from {since} on, the target is {target}"),
            Some(format!("target {since} or later, or do without it")),
        )
    } else {
        (format!("{what} `{name}` is gone since {until}, the target is {target}"), None)
    }
}
