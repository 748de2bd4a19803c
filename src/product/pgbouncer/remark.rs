//! Comments where PgBouncer knows none: behind a value, of which they are part.

use super::ini::{Entry, Refusal, Setting};
use super::tables::main;
use crate::schema::{Known, Version};
use crate::syntax::pgbouncer::Wrong;
use crate::text::{Location, Span};

/// Words that start a statement: behind a `;` they are no comment.
const STATEMENTS: [&str; 31] = [
    "abort",
    "alter",
    "begin",
    "call",
    "close",
    "commit",
    "create",
    "deallocate",
    "delete",
    "discard",
    "do",
    "drop",
    "end",
    "execute",
    "insert",
    "listen",
    "load",
    "lock",
    "notify",
    "release",
    "reset",
    "rollback",
    "select",
    "set",
    "show",
    "start",
    "table",
    "truncate",
    "unlisten",
    "update",
    "with",
];

impl Setting<'_> {
    /// What is meant as a comment in its value.
    #[must_use]
    pub fn remark(&self) -> Option<Location> {
        let at = match self.held {
            Err(Refusal::Int | Refusal::Time | Refusal::Word) => self.value.find([';', '#']).filter(|at| *at > 0)?,
            Err(_) => return None,
            Ok(_) if !matches!(self.row?.kind, "string" | "path" | "list") => return None,
            Ok(_) if self.name.ends_with("_query") => in_query(self.value)?,
            Ok(_) => in_text(self.value)?,
        };
        let value = self.value_at.span;
        Some(Location::new(self.value_at.file, Span::new(value.start + at as u32, value.end)))
    }
}

/// The `;` or `#` behind a blank that starts a comment in `text`.
fn in_text(text: &str) -> Option<usize> {
    let starts = |at: &usize| *at > 0 && text[..*at].ends_with([' ', '\t']);
    text.match_indices([';', '#']).map(|(at, _)| at).find(starts)
}

/// The `;` that starts a comment in the query `text`.
fn in_query(text: &str) -> Option<usize> {
    let starts = |at: &usize| {
        let behind = text[at + 1..].trim_start();
        let word = behind.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default().to_ascii_lowercase();
        let quoted = text[..*at].matches('\'').count() % 2 == 1;
        !quoted && !behind.is_empty() && text[..*at].ends_with([' ', '\t']) && !STATEMENTS.contains(&word.as_str())
    };
    text.match_indices(';').map(|(at, _)| at).find(starts)
}

impl Entry<'_> {
    /// What is meant as a comment in its connection string.
    #[must_use]
    pub fn remark(&self) -> Option<Location> {
        let starts = |at: &Location| {
            let within = at.span.start - self.value_at.span.start;
            self.value[within as usize..].starts_with([';', '#'])
        };
        let word = self.wrong.filter(|(wrong, _)| *wrong == Wrong::NoEquals).map(|(_, at)| at);
        let key = self.params.iter().map(|param| param.key_at).find(|at| starts(at));
        let start = key.or_else(|| word.filter(starts))?;
        Some(Location::new(start.file, Span::new(start.span.start, self.value_at.span.end)))
    }

    /// Whether the value is a URI as libpq takes it.
    #[must_use]
    pub fn is_uri(&self) -> bool {
        self.value.starts_with("postgresql://") || self.value.starts_with("postgres://")
    }

    /// Whether the line is a setting of the main section that stands in the wrong one.
    #[must_use]
    pub fn is_setting(&self) -> bool {
        // Names such as `user` are those of databases, too, if a connection string follows.
        self.params.iter().all(|param| param.row.is_none()) && !matches!(main().look_up(self.name, Version::MAX), Known::No)
    }

    /// Whether PgBouncer refuses the file if something is wrong with the connection string, as far as is known.
    #[must_use]
    pub fn is_judged(&self) -> bool {
        self.sure && !self.is_fallback() && !self.is_setting()
    }

    /// The parameters up to what is meant as a comment; none of a URI.
    pub fn own_params(&self) -> impl Iterator<Item = (usize, &super::ini::Param<'_>)> {
        let end = if self.is_uri() { 0 } else { self.remark().map_or(u32::MAX, |at| at.span.start) };
        self.params.iter().enumerate().take_while(move |(_, param)| param.key_at.span.start < end)
    }
}
