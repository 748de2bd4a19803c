//! A haproxy.cfg in its normal form.
//!
//! Section headers and `.if` lines stand at the margin, everything else is indented once, one blank separates words, trailing
//! comments of a paragraph line up, quotes that protect nothing are gone, and so are superfluous blank lines. Nothing else changes:
//! every line that HAProxy reads has the same words in every version, and every comment stays on its line. What cannot be read as
//! words is kept byte for byte. None of it depends on the target version or on the environment.

mod keep;
mod layout;
mod proof;
mod spelling;

use std::fmt;

use crate::syntax::haproxy::{Line, Tree};
use crate::text::Source;

/// How the normal form looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Number of blanks in front of the lines of a section.
    pub indent: u8,
    /// Whether trailing comments of a paragraph stand in one column; two blanks precede each of them otherwise.
    pub align_comments: bool,
}

impl Default for Options {
    /// Four blanks, comments aligned.
    fn default() -> Self {
        Self { indent: 4, align_comments: true }
    }
}

/// A fault of the formatter itself: the text it made is not what it was made from. The text is withheld.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormatError {
    /// The formatted text would be larger than 4 GiB.
    TooLarge,
    /// The number of lines that hold something differs.
    Lines,
    /// A line that had to be kept is not, or the other way round.
    Kept {
        /// The line in the original, from 1.
        line: u32,
    },
    /// The words of a line differ.
    Words {
        /// The line in the original, from 1.
        line: u32,
    },
    /// The comment of a line differs.
    Comment {
        /// The line in the original, from 1.
        line: u32,
    },
}

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, line) = match self {
            Self::TooLarge => return f.write_str("the formatted file would be larger than 4 GiB"),
            Self::Lines => {
                return f.write_str("formatting would change the number of lines; this is a fault of pglb-lint, nothing was changed");
            }
            Self::Kept { line } => ("a faulty line", line),
            Self::Words { line } => ("the words", line),
            Self::Comment { line } => ("the comment", line),
        };
        write!(f, "formatting would change {what} of line {line}; this is a fault of pglb-lint, nothing was changed")
    }
}

impl std::error::Error for FormatError {}

/// The normal form of `source`, whose tokens are `tree`.
///
/// # Errors
/// [`FormatError`] if the result fails to prove that it says the same.
pub fn format(source: &Source, tree: &Tree, options: Options) -> Result<Vec<u8>, FormatError> {
    let kept = keep::kept_lines(source, tree);
    let text = layout::lay_out(source, tree, &kept, options);
    proof::prove(source, tree, &kept, text)
}

/// The comment of `line` without the blanks at its end.
fn comment_of<'s>(source: &'s Source, line: &Line) -> Option<&'s [u8]> {
    let bytes = &source.bytes()[line.comment()?.range()];
    let len = bytes.iter().rposition(|byte| !matches!(byte, b' ' | b'\t'..=b'\r')).map_or(0, |at| at + 1);
    Some(&bytes[..len])
}
