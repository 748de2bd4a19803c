//! What is wrong with a word.

use crate::text::Span;

/// The kind of a [`ValueFault`], for rules that treat some kinds in their own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ValueFaultKind {
    /// The word, or a part that must not be empty, is empty.
    Empty,
    /// A character that may not stand where it stands.
    Character,
    /// More than HAProxy can hold.
    Overflow,
    /// A number outside its range.
    Range,
    /// The ends of a range in the wrong order.
    Order,
    /// Two ranges that share a number.
    Overlap,
    /// A word that is not one of those known.
    Unknown,
    /// A word that only later versions know.
    NotYet,
    /// An argument that must be there is missing.
    MissingArgument,
    /// An argument that must not be there.
    ExtraArgument,
    /// A parenthesis that is not closed.
    Unclosed,
    /// Something that may stand only once.
    Repeated,
    /// More items than HAProxy can hold.
    TooMany,
    /// Too many characters.
    TooLong,
    /// An odd number of hexadecimal digits.
    OddLength,
}

/// Why HAProxy refuses a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueFault {
    /// The kind.
    pub kind: ValueFaultKind,
    /// The bytes of the word that are at fault; empty at the place where something is missing.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// What to do, if that is clear.
    pub help: Option<String>,
}

impl ValueFault {
    /// A fault without help at the bytes `start..end` of the word.
    pub(crate) fn new(kind: ValueFaultKind, start: usize, end: usize, message: impl Into<String>) -> Self {
        Self { kind, span: Span::new(start as u32, end as u32), message: message.into(), help: None }
    }

    /// The same fault with help.
    #[must_use]
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same fault in a longer word in which this one starts at byte `offset`.
    #[must_use]
    pub fn shifted(mut self, offset: usize) -> Self {
        self.span = Span::new(self.span.start + offset as u32, self.span.end + offset as u32);
        self
    }
}

/// The byte behind the character at `at`, for spans that must end between characters.
pub(crate) fn char_end(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.chars().next()).map_or(text.len().max(at), |c| at + c.len_utf8())
}

/// The character at `at` as it is shown in messages.
pub(crate) fn char_at(text: &str, at: usize) -> String {
    text.get(at..).and_then(|rest| rest.chars().next()).map_or_else(String::new, |c| c.escape_debug().to_string())
}
