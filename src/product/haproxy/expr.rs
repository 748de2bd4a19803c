//! Conditions and expressions (placeholder until the full parser lands).

use super::decode::Word;
use super::tables::CONVERTER_INDEX;
use crate::schema::Version;

/// A fault in an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExprFault {
    /// Number of the word.
    pub at: u16,
    /// Range in the word's value.
    pub part: (u32, u32),
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
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

/// Reads the condition whose first term is word `at`.
///
/// # Errors
/// The first fault.
pub fn terms(words: &[Word<'_>], mut at: usize, mut term: impl FnMut(Term)) -> Result<(), ExprFault> {
    let mut starts = true;
    let mut negated = false;
    while let Some(word) = words.get(at) {
        if word.text.eq_ignore_ascii_case("or") || word.text == "||" {
            starts = true;
            negated = false;
            at += 1;
            continue;
        }
        let name = word.text.trim_start_matches('!');
        let offset = word.text.len() - name.len();
        negated ^= offset % 2 == 1;
        if name.is_empty() && !word.opaque {
            at += 1;
            continue;
        }
        if name == "{" {
            let Some(len) = words[at..].iter().position(|word| word.text == "}") else {
                let message = "the `{` of this condition is not closed".to_owned();
                return Err(ExprFault { at: at as u16, part: (offset as u32, word.text.len() as u32), message, help: None });
            };
            term(Term { at: at as u16 + 1, end: (at + len) as u16, offset: 0, negated, anonymous: true, starts });
            at += len + 1;
        } else {
            term(Term { at: at as u16, end: at as u16 + 1, offset: offset as u16, negated, anonymous: false, starts });
            at += 1;
        }
        starts = false;
        negated = false;
    }
    Ok(())
}

/// Number of words that the sample expression at `at` takes: converters may stand in words of their own.
#[must_use]
pub fn words_of_expression(words: &[Word<'_>], at: usize, _version: Version) -> usize {
    let more = words[at + 1..].iter().take_while(|word| {
        let name = word.text.split(['(', ',']).next().unwrap_or_default();
        CONVERTER_INDEX.contains_key(name)
    });
    1 + more.count()
}
