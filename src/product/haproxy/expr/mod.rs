//! What stands inside words: sample expressions, ACLs, conditions and log formats.
//!
//! Each parser follows one function of HAProxy and stops at the same fault: [`sample`] is `sample_parse_expr()`, [`acl`]
//! `parse_acl_expr()`, [`condition`] `parse_acl_cond()`, [`logformat`] `parse_logformat_string()`, and [`args`] `make_arg_list()`
//! below them all. They are written by hand: whether a comma, quote or parenthesis means anything depends on the keyword before it.
//!
//! Words come in decoded, and `None` is a word whose text is not known because it holds a variable of the environment; nothing is
//! judged that depends on it. What depends on other sections (names of backends, tables, servers ...) is not judged here either but
//! handed out as [`Reference`]s.

pub mod acl;
pub mod args;
pub mod condition;
mod fault;
pub mod logformat;
mod pattern;
pub mod regex;
pub mod sample;
pub mod table;
mod validate;

pub use acl::Acl;
pub use condition::{Condition, Term, TermKind};
pub use fault::{ExprFault, FaultKind};
pub use logformat::LogFormat;
pub use sample::Expr;
pub use table::{ArgType, Method, Type};

use alloc::borrow::Cow;
use core::ops::Range;

use super::features::Lacking;
use crate::schema::Version;

/// A decoded word; `None` if its text depends on the environment.
pub type Word<'w> = Option<&'w str>;

/// What the place of an expression decides.
#[derive(Debug, Clone, Copy)]
pub struct Context {
    /// The version that is to read the file.
    pub version: Version,
    /// The validity points of the place, one bit each as in [`table::POINTS`]; a sample must be there at one of them. 0: not checked.
    pub allowed: u32,
    /// Whether the configuration loads Lua, which may define names that begin with `lua.`; without it there are none.
    pub lua: bool,
    /// The features that the program lacks.
    pub lacking: Lacking,
}

impl Context {
    /// A place of `version` where any sample may stand, in a configuration that loads Lua.
    #[must_use]
    pub const fn anywhere(version: Version) -> Self {
        Self { version, allowed: 0, lua: true, lacking: Lacking::NOTHING }
    }
}

/// What kind of thing a [`Reference`] names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RefKind {
    /// A frontend or listen section. Implicit: the proxy itself, which must be one.
    Frontend,
    /// A backend or listen section. Implicit: the proxy itself, which must be one.
    Backend,
    /// `server`, of the proxy itself, or `proxy/server`. An empty name is refused.
    Server,
    /// A stick table: a proxy that has one, or `peers/table`. Implicit: the table of the proxy itself.
    Table,
    /// A userlist. An empty name is refused.
    Userlist,
    /// A group of the userlist that the same ACL names.
    Group,
    /// An ACL that must be declared before; predefined ones are fine from 3.0 in `acl()` and always in conditions.
    Acl,
    /// A variable that is read, changed or both, with its scope: `txn.name`.
    Var,
    /// A map file, read when HAProxy starts.
    MapFile,
    /// A file of patterns, read when HAProxy starts.
    PatternFile,
    /// A ring, or one of the rings that are always there.
    Ring,
    /// A file with a public key, read when HAProxy starts.
    KeyFile,
    /// A regular expression, compiled when the file has been read. Empty is refused.
    Regex,
    /// A host name that HAProxy looks up when it starts.
    Host,
}

/// Something that an expression names and another part of the file (or the machine) must have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference<'w> {
    /// What is named.
    pub kind: RefKind,
    /// The name, without quotes and escapes.
    pub name: Cow<'w, str>,
    /// Nothing is written: the proxy that holds the line is meant. Also set for an empty name where that means the same.
    pub implicit: bool,
    /// Number of the word that holds it.
    pub word: usize,
    /// Where in the decoded word; empty behind the keyword if nothing is written.
    pub range: Range<usize>,
}

/// Whether `byte` can be part of the name of a fetch, converter or ACL word: `is_idchar()` of HAProxy.
const fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'+' | b':')
}

/// The end of the name that begins at `start` in `text`.
fn name_end(text: &str, start: usize) -> usize {
    text.as_bytes()[start..].iter().position(|&byte| !is_name_byte(byte)).map_or(text.len(), |length| start + length)
}

/// The word at `at`: `Some("")` stands for the end of the line, which HAProxy sees as an empty word.
fn word<'w>(words: &[Word<'w>], at: usize) -> Word<'w> {
    words.get(at).copied().unwrap_or(Some(""))
}
