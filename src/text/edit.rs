//! Replacements of text, and how to apply many of them at once.

use std::fmt;

use super::Span;

/// A replacement of the bytes of `span` with `text`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; empty to insert.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

impl Edit {
    /// Puts `text` in the place of `span`.
    pub fn replace(span: Span, text: impl Into<String>) -> Self {
        Self { span, text: text.into() }
    }

    /// Puts `text` before the byte at `at`.
    pub fn insert(at: u32, text: impl Into<String>) -> Self {
        Self::replace(Span::empty(at), text)
    }

    /// Takes `span` out.
    #[must_use]
    pub fn delete(span: Span) -> Self {
        Self::replace(span, "")
    }
}

/// Why edits could not be applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EditError {
    /// Two edits replace the same byte.
    Overlap,
    /// An edit reaches behind the end of the text.
    OutOfRange,
}

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Overlap => "two edits replace the same text",
            Self::OutOfRange => "an edit reaches behind the end of the text",
        })
    }
}

impl std::error::Error for EditError {}

/// `bytes` with all `edits` applied; equal edits count once.
///
/// # Errors
/// [`EditError`] if edits overlap or lie outside; nothing is applied then.
pub fn apply(bytes: &[u8], edits: &[Edit]) -> Result<Vec<u8>, EditError> {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| (edit.span.start, edit.span.end));
    sorted.dedup();
    let mut out = Vec::with_capacity(bytes.len());
    let mut done = 0;
    for edit in sorted {
        let range = edit.span.range();
        if range.start < done {
            return Err(EditError::Overlap);
        }
        out.extend_from_slice(bytes.get(done..range.start).ok_or(EditError::OutOfRange)?);
        if bytes.get(range.clone()).is_none() {
            return Err(EditError::OutOfRange);
        }
        out.extend_from_slice(edit.text.as_bytes());
        done = range.end;
    }
    out.extend_from_slice(&bytes[done..]);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_applied_in_order_of_place() {
        let edits = [Edit::replace(Span::new(4, 5), "X"), Edit::insert(0, ">"), Edit::delete(Span::new(1, 2))];
        assert_eq!(apply(b"abcdef", &edits).unwrap(), b">acdXf");
    }

    #[test]
    fn edits_that_overlap_are_refused() {
        let edits = [Edit::delete(Span::new(0, 3)), Edit::delete(Span::new(2, 4))];
        assert_eq!(apply(b"abcdef", &edits), Err(EditError::Overlap));
        assert_eq!(apply(b"ab", &[Edit::delete(Span::new(1, 4))]), Err(EditError::OutOfRange));
    }
}
