//! Syntax: one file per grammar, each turning pest's pairs into flat tokens of our own.
//!
//! The only place that names pest. Parsing is total: any text gives tokens, and what is wrong is a [`Fault`] among them. Parsing is
//! lossless: the tokens and the blanks between them are the file. It knows [`crate::text`] and nothing above.

pub mod conninfo;
pub mod guc;
pub mod haproxy;
pub mod hba;
pub mod pgbouncer;
pub mod userlist;

use crate::text::Span;

/// Text that a grammar could not make sense of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub kind: FaultKind,
    /// Where.
    pub span: Span,
}

/// The ways in which text can be broken below the level of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FaultKind {
    /// A quote is opened and not closed on its line.
    OpenQuote,
    /// A byte 0 stands in the text.
    Nul,
    /// A carriage return ends the line early; the text behind it is dropped.
    TextAfterCarriageReturn,
    /// The last line has no line feed.
    MissingLineFeed,
}
