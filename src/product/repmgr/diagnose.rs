//! Why a line cannot be read: what somebody meant with it.

use super::model::{Fault, File};
use super::settings;
use crate::schema::Known;
use crate::syntax::guc::Kind;
use crate::text::{Location, Span};

/// What is wrong with a line that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Diagnosis<'s> {
    /// This text should stand in quotes.
    Unquoted {
        /// The setting.
        name: &'s str,
        /// The value.
        at: Location,
    },
    /// This text stands in double quotes.
    DoubleQuotes {
        /// The value with its quotes.
        at: Location,
    },
    /// The header of a section.
    Section,
    /// A comment that starts with a semicolon.
    Semicolon,
    /// A name without a value.
    NoValue(&'s str),
    /// The line does not start with a name.
    NoName,
    /// Something stands behind a value.
    Behind,
    /// Something else stands where a value belongs.
    NotAValue,
}

impl<'s> File<'s> {
    /// What is wrong with the line of `fault`.
    pub(super) fn diagnose(&self, fault: &Fault) -> Diagnosis<'s> {
        let file = fault.at.file;
        let line = self.slice(Location::new(file, fault.line));
        let Some(first) = fault.tokens.first() else { return Diagnosis::NoName };
        if !first.kind.is_name() {
            let text = line.trim();
            return match text.chars().next() {
                Some(';') => Diagnosis::Semicolon,
                Some('[') if text.split(['#', ';']).next().is_some_and(|header| header.trim_end().ends_with(']')) => Diagnosis::Section,
                _ => Diagnosis::NoName,
            };
        }
        let name = self.slice(Location::new(file, first.span));
        let mut rest = fault.tokens[1..].iter();
        let mut value = rest.next();
        if value.is_some_and(|token| token.kind == Kind::Equals) {
            value = rest.next();
        }
        let Some(value) = value.filter(|token| token.kind != Kind::Comment) else { return Diagnosis::NoValue(name) };
        let from = (value.span.start - fault.line.start) as usize;
        let written = line.get(from..).unwrap_or_default();
        if written.starts_with('"') {
            return match closed(written) {
                Some(length) => Diagnosis::DoubleQuotes { at: part(fault, from, length) },
                None => Diagnosis::NotAValue,
            };
        }
        // Without quotes a comment starts at any `#`.
        let written = written.split('#').next().unwrap_or_default().trim_end();
        let text = match settings().look_up(name, self.version) {
            Known::Yes(row) => !matches!(row.kind, "int" | "bool" | "enum" | "enum-any-case"),
            _ => false,
        };
        let plain =
            !written.contains(['\'', '"', '=']) || (name != "conninfo" && !written.contains(['\'', '"']) && !written.starts_with('='));
        match fault.token {
            _ if text && plain && value.kind != Kind::String => Diagnosis::Unquoted { name, at: part(fault, from, written.len()) },
            Some(token) if token.span == value.span => Diagnosis::NotAValue,
            _ => Diagnosis::Behind,
        }
    }
}

/// The length of the text in double quotes at the start of `written`, if nothing but a comment stands behind it.
fn closed(written: &str) -> Option<usize> {
    let length = written[1..].find('"')? + 2;
    let behind = written[length..].trim_start();
    (behind.is_empty() || behind.starts_with('#')).then_some(length)
}

/// The part of the line of `fault` from byte `from` on.
fn part(fault: &Fault, from: usize, length: usize) -> Location {
    let start = fault.line.start + from as u32;
    Location::new(fault.at.file, Span::new(start, start + length as u32))
}
