//! Conditions of `.if` and `.elif`.
//!
//! A condition is what stands behind `.if`: the words of the line, joined with single blanks, quotes and variables resolved. It is read
//! and decided as `src/cfgcond.c` does, with a third answer where the text alone does not tell: what a build has, a variable that is
//! not known, the patch level of the target version.

mod arguments;
mod decide;
mod grammar;
mod release;
#[cfg(test)]
mod tests;

use crate::schema::Version;
use crate::text::Span;

use super::environment::Environment;

/// What a condition is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Truth {
    /// It holds.
    True,
    /// It does not hold.
    False,
    /// It depends on what is not known; the first such thing is named.
    Unknown(Reason),
}

/// What the answer depends on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Reason {
    /// Whether this variable is set.
    Variable(String),
    /// Whether HAProxy is built with this feature.
    Feature(String),
    /// Whether this option is in force (`enabled(…)`).
    Option(String),
    /// The TLS library and its version.
    Library,
    /// The patch level of the version.
    PatchLevel,
    /// The C library that HAProxy is built with: newer ones read `0b1` as a binary number, with older ones the line is refused.
    BinaryNumber,
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Variable(name) => write!(f, "the environment variable `{name}`"),
            Self::Feature(name) => write!(f, "whether HAProxy is built with `{name}`"),
            Self::Option(name) => write!(f, "whether `{name}` is in force"),
            Self::Library => f.write_str("the TLS library"),
            Self::PatchLevel => f.write_str("the patch level of HAProxy"),
            Self::BinaryNumber => f.write_str("the C library that HAProxy is built with"),
        }
    }
}

/// What is known of the program for which conditions are decided. Every method may answer `None`: not known.
pub trait Build {
    /// Whether it is built with the feature of this name (`haproxy -vv`).
    fn feature(&self, _name: &str) -> Option<bool> {
        None
    }

    /// What `enabled(name)` answers.
    fn enabled(&self, _name: &str) -> Option<bool> {
        None
    }

    /// The number of its version of OpenSSL (`OPENSSL_VERSION_NUMBER`), such as `0x3000_00f0` for 3.0.15.
    fn openssl_version(&self) -> Option<u32> {
        None
    }

    /// Its version in full, such as `3.0.11-1+deb13u4`, of which only the series is the target.
    fn release(&self) -> Option<&str> {
        None
    }

    /// The name of its TLS library as `haproxy -vv` tells it, such as `OpenSSL 3.0.15 3 Sep 2024`.
    fn library_name(&self) -> Option<&str> {
        None
    }
}

/// A build of which nothing is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AnyBuild;

impl Build for AnyBuild {}

/// What a condition is held against.
#[derive(Clone, Copy)]
pub struct ConditionContext<'c> {
    /// The target version.
    pub version: Version,
    /// The environment at this line.
    pub environment: &'c Environment,
    /// The build.
    pub build: &'c dyn Build,
}

impl std::fmt::Debug for ConditionContext<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ConditionContext").field("version", &self.version).field("environment", &self.environment).finish_non_exhaustive()
    }
}

/// The kind of a [`ConditionFault`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConditionFaultKind {
    /// An operand is missing.
    MissingOperand,
    /// What stands where an operand should is none.
    InvalidOperand,
    /// No version knows a predicate of this name.
    UnknownPredicate,
    /// Only later versions know the predicate.
    NotYet,
    /// Text behind the end of the condition.
    TrailingText,
    /// A parenthesis around a condition is not closed.
    UnclosedParenthesis,
    /// An argument of a predicate is missing.
    MissingArgument,
    /// A predicate has more arguments than it takes, or its parenthesis is not closed.
    UnclosedArguments,
    /// A backslash at the end of an argument.
    LoneBackslash,
    /// The nesting is too deep.
    TooDeep,
    /// The argument is not a version of the TLS library.
    InvalidVersion,
    /// HAProxy is built without the library that the predicate asks for.
    NoLibrary,
}

/// Why HAProxy refuses a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConditionFault {
    /// The kind.
    pub kind: ConditionFaultKind,
    /// The bytes of the condition that are at fault; empty at the place where something is missing.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// What to do, if that is clear.
    pub help: Option<String>,
}

impl ConditionFault {
    /// A fault without help at the bytes `start..end` of the condition.
    fn new(kind: ConditionFaultKind, start: usize, end: usize, message: impl Into<String>) -> Self {
        Self { kind, span: Span::new(start as u32, end as u32), message: message.into(), help: None }
    }

    /// The same fault with help.
    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// Decides the condition `text`. An empty one is false.
///
/// The whole text is read before anything is decided, so that a fault of the grammar shows wherever it stands; faults of the decision
/// (a wrong version of a library) only where it gets there, and only if it surely does.
///
/// # Errors
///
/// What HAProxy surely refuses.
pub fn evaluate(text: &str, context: &ConditionContext<'_>) -> Result<Truth, ConditionFault> {
    if text.is_empty() {
        return Ok(Truth::False);
    }
    let expression = grammar::read(text, context.version)?;
    decide::any(&expression, context)
}
