//! Holds every directive of a section against the tables: what it is made of, what it refers to, and what is wrong with it.

use super::expr::{ExprFault, RefKind};
use super::features::Lacking;
use super::load::Prefix;
use super::slots::SlotFault;
use super::tables::PROXY;
use crate::schema::{Expected, Kind, Lit, Lookup, Misplaced, Places, Row, Scope, Version};
use crate::text::Span;
use std::ops::Range;

mod reader;

pub use reader::gather;

/// The places of the proxy sections.
pub mod place {
    use crate::schema::Places;

    /// A `defaults` section.
    pub const DEFAULTS: Places = Places(1);
    /// A `defaults` section that has a name.
    pub const NAMED_DEFAULTS: Places = Places(1 | 1 << 1);
    /// A `frontend`.
    pub const FRONTEND: Places = Places(1 << 2);
    /// A `listen`.
    pub const LISTEN: Places = Places(1 << 3);
    /// A `backend`.
    pub const BACKEND: Places = Places(1 << 4);
    /// All of them.
    pub const PROXIES: u16 = 0b1_1111;
}

/// A word of a table in a directive, with the arguments it takes.
#[derive(Debug, Clone, Copy)]
pub struct OptionUse {
    /// The word's row.
    pub row: &'static Row,
    /// Number of the word in its directive.
    pub at: u16,
    /// Number of the word behind its last argument.
    pub end: u16,
}

/// What a directive was found to be.
#[derive(Debug, Clone, Default)]
pub struct Shape {
    /// The row of its keyword.
    pub row: Option<&'static Row>,
    /// Its words of other tables, in [`SectionFacts::options`].
    options: Range<u32>,
    /// Number of the word at which its condition (`if` or `unless`) stands, 0 if it has none.
    pub condition: u16,
    /// The validity points at which its condition is asked, one bit each; 0 if they are not looked at.
    pub points: u32,
    /// Whether it was read to its end without a fault.
    pub sound: bool,
}

/// A name that is used or defined.
#[derive(Debug, Clone, Copy)]
pub struct NameUse {
    /// What it names.
    pub kind: Kind,
    /// Index of the directive.
    pub directive: u32,
    /// Number of the word.
    pub at: u16,
}

/// A fault of one directive.
#[derive(Debug, Clone)]
pub struct Problem {
    /// Index of the directive.
    pub directive: u32,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// The ways in which a directive can be at odds with the tables. `at` is the number of a word in the directive.
#[derive(Debug, Clone)]
pub enum ProblemKind {
    /// No section is open.
    OutOfSection,
    /// The section does not know the keyword.
    UnknownKeyword(Lookup),
    /// The keyword does not belong into this section.
    Misplaced {
        /// Number of the word.
        at: u16,
        /// Its row.
        row: &'static Row,
        /// What HAProxy does.
        effect: Misplaced,
    },
    /// The word is deprecated in the target version.
    Deprecated {
        /// Number of the word.
        at: u16,
        /// Its row.
        row: &'static Row,
    },
    /// An argument is missing at the end.
    Missing {
        /// What is missing.
        label: &'static str,
        /// What it could be.
        expected: Option<Expected>,
        /// The word that wants it.
        of: u16,
    },
    /// A word that nothing can be made of.
    UnknownWord {
        /// Number of the word.
        at: u16,
        /// What the table says of it.
        lookup: Lookup,
        /// What could be there.
        expected: Expected,
    },
    /// More words than the keyword takes.
    Extra {
        /// Number of the first of them.
        at: u16,
    },
    /// A word that is not of its type.
    BadValue {
        /// Number of the word.
        at: u16,
        /// What the word is.
        label: &'static str,
        /// What is wrong with it.
        fault: SlotFault,
    },
    /// A word that is none of an enumeration.
    BadEnum {
        /// Number of the word.
        at: u16,
        /// What the word is.
        label: &'static str,
        /// Where in it the fault is, in bytes.
        part: (u32, u32),
        /// The words that could be there.
        words: &'static [Lit],
    },
    /// An expression, ACL, condition or format with a fault.
    BadExpression(ExprFault),
    /// `no` or `default` before a word that takes neither.
    NotNegatable {
        /// Number of the word.
        at: u16,
        /// Its row.
        row: &'static Row,
        /// The prefix.
        prefix: Prefix,
    },
    /// A time that is read in another way than it is written.
    OddTime {
        /// Number of the word.
        at: u16,
        /// What is ignored at its end; `None` if it is a small number without a unit.
        trailing: Option<Span>,
    },
    /// A byte in the name of a header that is only told.
    OddHeader {
        /// Number of the word.
        at: u16,
        /// Where in it the byte is.
        byte: u32,
    },
    /// A word that only programs with a feature know, which the target lacks.
    NotBuilt {
        /// Number of the word.
        at: u16,
        /// The feature.
        feature: &'static str,
    },
    /// A word that must be allowed by a global one first.
    NeedsExpose {
        /// Number of the word.
        at: u16,
        /// Its row.
        row: &'static Row,
    },
}

/// What the directives of one section are.
#[derive(Debug, Default)]
pub struct SectionFacts {
    /// The shapes of its directives, in order; the first is the header's if the section has one.
    pub shapes: Vec<Shape>,
    /// Words of other tables, by directive.
    pub options: Vec<OptionUse>,
    /// Names used.
    pub references: Vec<NameUse>,
    /// Names defined.
    pub definitions: Vec<NameUse>,
    /// Terms of conditions.
    pub terms: Vec<TermUse>,
    /// Names that expressions use.
    pub samples: Vec<SampleReference>,
    /// ACLs of which there is something to say.
    pub acls: Vec<AclNote>,
    /// Log-format aliases that are about HTTP, the first of each format.
    pub http_aliases: Vec<HttpAlias>,
    /// Names of files, users and groups of the machine.
    pub named: Vec<MachineName>,
    /// Faults.
    pub problems: Vec<Problem>,
    /// Numbers that HAProxy reads only up to their first other character, without a word.
    pub partial_numbers: Vec<PartialNumber>,
}

/// A log-format alias that is about HTTP.
#[derive(Debug, Clone, Copy)]
pub struct HttpAlias {
    /// Index of the directive.
    pub directive: u32,
    /// Number of the word.
    pub at: u16,
    /// Where in the value of the word.
    pub part: Span,
}

/// The name of something on the machine.
#[derive(Debug, Clone, Copy)]
pub struct MachineName {
    /// What is named: a kind of file, as in `path.tsv`, [`USER`](Self::USER) or [`GROUP`](Self::GROUP).
    pub kind: &'static str,
    /// Index of the directive.
    pub directive: u32,
    /// Number of the word.
    pub at: u16,
}

impl MachineName {
    /// The kind of the name of a user.
    pub const USER: &'static str = "sysuser";
    /// The kind of the name of a group.
    pub const GROUP: &'static str = "sysgroup";
}

/// A number that is read only in part.
#[derive(Debug, Clone, Copy)]
pub struct PartialNumber {
    /// Index of the directive.
    pub directive: u32,
    /// Number of the word.
    pub at: u16,
}

/// What is to be said of an ACL, declared or in braces, that is read without a fault.
#[derive(Debug, Clone, Copy)]
pub struct AclNote {
    /// Index of the directive.
    pub directive: u32,
    /// Number of its first word.
    pub at: u16,
    /// What.
    pub kind: AclNoteKind,
}

/// The things that can be said of an ACL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AclNoteKind {
    /// It has no patterns, so that it never matches.
    NoPattern,
    /// The method in its name gives way to the one of `-m`.
    Overridden,
    /// A blank parts its name from its parentheses.
    DetachedParenthesis,
    /// Its number, `-u`, and the number of the word that holds it.
    Id(i64, u16),
    /// It looks at raw data, which a proxy in mode http does not have.
    Layer6,
    /// What it fetches is there at these validity points only, one bit each.
    Points(u32),
}

/// A term of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// Number of its first word: the name, or the word behind `{`.
    pub at: u16,
    /// Number of the word behind it.
    pub end: u16,
    /// Offset of the name in its word, behind exclamation marks.
    pub offset: u16,
    /// Whether it is negated.
    pub negated: bool,
    /// Whether it is an expression in braces rather than a name.
    pub anonymous: bool,
    /// Whether it starts an alternative: the first, or one behind `or`.
    pub starts: bool,
}

/// Something that an expression refers to by name.
#[derive(Debug, Clone)]
pub struct SampleReference {
    /// Index of the directive.
    pub directive: u32,
    /// What it names.
    pub kind: RefKind,
    /// The name; empty if the proxy itself is meant.
    pub name: Box<str>,
    /// Whether nothing is written and the proxy itself is meant.
    pub implicit: bool,
    /// Number of the word.
    pub at: u16,
    /// Where in the value of the word.
    pub part: Span,
}

/// A term of a condition.
#[derive(Debug, Clone, Copy)]
pub struct TermUse {
    /// Index of the directive.
    pub directive: u32,
    /// The term.
    pub term: Term,
}

impl SectionFacts {
    /// The words of other tables in the directive of `shape`.
    #[must_use]
    pub fn options_of(&self, shape: &Shape) -> &[OptionUse] {
        &self.options[shape.options.start as usize..shape.options.end as usize]
    }
}

/// What must be known of the rest of the configuration to judge a section.
#[derive(Debug, Clone, Copy)]
pub struct Surroundings {
    /// The target version.
    pub version: Version,
    /// Whether `expose-experimental-directives` stands in a `global` section.
    pub experimental: bool,
    /// Whether `expose-deprecated-directives` does.
    pub deprecated: bool,
    /// Whether Lua is loaded, which may define any word that begins with `lua.`.
    pub lua: bool,
    /// Number of stick counters that a rule may use; `None` if that is not known.
    pub counters: Option<i64>,
    /// The features that the program lacks.
    pub lacking: Lacking,
}

/// The place that a section is, for the places of rows.
#[must_use]
pub fn place_of(section: &str, named: bool) -> Places {
    match section {
        "defaults" if named => place::NAMED_DEFAULTS,
        "defaults" => place::DEFAULTS,
        "frontend" => place::FRONTEND,
        "listen" => place::LISTEN,
        "backend" => place::BACKEND,
        _ => Places::ALL,
    }
}

/// Whether `scope` is the table of the proxy sections.
#[must_use]
pub fn is_proxy_scope(scope: &Scope) -> bool {
    std::ptr::eq(scope, &raw const PROXY)
}
