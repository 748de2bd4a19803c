//! Files of settings (pgbouncer.ini, repmgr.conf, postgresql.conf) in their normal form.
//!
//! Nothing is indented, one blank stands on each side of `=`, trailing comments of a paragraph line up, and superfluous blank lines are gone.
//! Nothing else changes: names, values and comments stay byte for byte, in their order, each comment on its line. What the program cannot
//! read is kept as it is.

use std::fmt;

use super::parts::{Part, PartKind, parts_of};
use crate::product::Language;
use crate::text::{Source, Span};

/// Blanks between a setting and its comment.
const GAP: usize = 2;
/// The mark that some editors put before UTF-8 text.
const BOM: &[u8] = b"\xef\xbb\xbf";
/// A comment behind this column does not line up with others.
const LIMIT: usize = 80;

/// Why a file was not formatted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormatError {
    /// Files in this language have no normal form.
    Language(Language),
    /// A fault of the formatter itself: the text it made does not say the same. The text is withheld.
    Differs {
        /// The line in the original, from 1.
        line: u32,
    },
}

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Language(language) => write!(f, "a file in the language `{}` has no normal form; nothing was changed", language.as_str()),
            Self::Differs { line } => {
                write!(f, "formatting would change what line {line} says; this is a fault of pglb-lint, nothing was changed")
            }
        }
    }
}

impl std::error::Error for FormatError {}

/// The normal form of `source`.
///
/// # Errors
/// [`FormatError`] if its language has none, or if the result fails to prove that it says the same.
pub fn format(source: &Source, language: Language) -> Result<Vec<u8>, FormatError> {
    let parts = parts(source, language)?;
    let text = lay_out(source, &parts);
    prove(source, &parts, text, language)
}

fn parts(source: &Source, language: Language) -> Result<Vec<Part>, FormatError> {
    let has_normal_form = matches!(language, Language::Pgbouncer | Language::Repmgr | Language::Postgresql);
    if has_normal_form { Ok(parts_of(source, language)) } else { Err(FormatError::Language(language)) }
}

/// The bytes of `span` without the blanks at its end.
fn trimmed(source: &Source, span: Span) -> &[u8] {
    source.bytes()[span.range()].trim_ascii_end()
}

/// The bytes of `span`, which no program reads, without the line feeds at its end.
fn kept(source: &Source, span: Span) -> &[u8] {
    let bytes = &source.bytes()[span.range()];
    let len = bytes.iter().rposition(|byte| *byte != b'\n').map_or(0, |at| at + 1);
    &bytes[..len]
}

/// The part without its comment, and its width in characters.
fn code(source: &Source, part: &Part) -> (Vec<u8>, usize) {
    if part.kind == PartKind::Fault {
        return (kept(source, part.words[0]).to_vec(), 0);
    }
    let words: Vec<&[u8]> = part.words.iter().map(|word| &source.bytes()[word.range()]).collect();
    let mut code = words.join(&b' ');
    // An include of nothing is one only with the blank.
    if part.kind != PartKind::Include {
        code.truncate(code.trim_ascii_end().len());
    }
    let width = String::from_utf8_lossy(&code).chars().count();
    (code, width)
}

fn lay_out(source: &Source, parts: &[Part]) -> Vec<u8> {
    let codes: Vec<(Vec<u8>, usize)> = parts.iter().map(|part| code(source, part)).collect();
    let mut text = Vec::with_capacity(source.bytes().len());
    let mut from = 0;
    while from < parts.len() {
        let to = paragraph_end(source, parts, from);
        let trails = |at: &usize| parts[*at].comment.is_some() && !parts[*at].words.is_empty() && codes[*at].1 + GAP <= LIMIT;
        let column = (from..to).filter(trails).map(|at| codes[at].1 + GAP).max().unwrap_or_default();
        // A byte order mark is one only where the file starts.
        let would_be_mark = codes[from].0.starts_with(BOM) && !source.bytes().starts_with(BOM);
        if from > 0 || would_be_mark {
            text.push(b'\n');
        }
        for at in from..to {
            let (code, width) = &codes[at];
            text.extend_from_slice(code);
            if let Some(comment) = parts[at].comment {
                let gap = if code.is_empty() { 0 } else { column.saturating_sub(*width).max(GAP) };
                text.resize(text.len() + gap, b' ');
                text.extend_from_slice(trimmed(source, comment));
            }
            text.push(b'\n');
        }
        from = to;
    }
    text
}

/// The end of the paragraph that starts with part `from`: before the next blank line.
fn paragraph_end(source: &Source, parts: &[Part], from: usize) -> usize {
    let lines = source.lines();
    let is_blank = |line: u32| source.slice(lines.span(line, source.len())).trim().is_empty();
    let follows_blank = |at: &usize| parts[*at].line > 0 && is_blank(parts[*at].line) && parts[*at].line > parts[*at - 1].line;
    (from + 1..parts.len()).find(follows_blank).unwrap_or(parts.len())
}

/// `text`, if it says the same as `parts` of `source`.
fn prove(source: &Source, parts_before: &[Part], text: Vec<u8>, language: Language) -> Result<Vec<u8>, FormatError> {
    let Ok(after) = Source::new(source.name(), text) else { return Err(FormatError::Differs { line: 1 }) };
    let parts_after = parts(&after, language)?;
    let says = |source: &Source, part: &Part| {
        let words: Vec<Vec<u8>> = part.words.iter().map(|word| kept(source, *word).to_vec()).collect();
        (words, part.comment.map(|comment| trimmed(source, comment).to_vec()), part.kind)
    };
    let differs = (0..parts_before.len().max(parts_after.len()))
        .find(|at| parts_before.get(*at).map(|part| says(source, part)) != parts_after.get(*at).map(|part| says(&after, part)));
    match differs {
        Some(at) => Err(FormatError::Differs { line: parts_before.get(at).map_or(1, |part| part.line + 1) }),
        None => Ok(after.into_bytes()),
    }
}
