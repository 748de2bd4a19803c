//! The proof that the normal form says the same as the original.
//!
//! It shares the lexer and the decoder with the rest of the program, and nothing with the code that lays out and spells.

use bumpalo::Bump;

use super::keep::{kept_lines, whole};
use super::{FormatError, comment_of};
use crate::product::haproxy::decode::{DecodeContext, DecodedLine, WordFault};
use crate::product::haproxy::environment::Environment;
use crate::schema::Version;
use crate::syntax::haproxy::{Line, RawWord, Tree, parse};
use crate::text::Source;

/// Versions of which each decodes some line in its own way.
const VERSIONS: [Version; 4] = [Version::series(2, 6), Version::series(3, 0), Version::series(3, 2), Version::series(3, 4)];

/// A text with its tokens.
struct Side<'t> {
    source: &'t Source,
    tree: &'t Tree,
    kept: &'t [bool],
}

impl Side<'_> {
    /// The numbers of the lines that hold something.
    fn lines(&self) -> impl Iterator<Item = usize> {
        let holds = |number: &usize| {
            let line = &self.tree.lines[*number];
            line.words < line.words_end || line.comment().is_some() || self.kept[*number]
        };
        (0..self.tree.lines.len()).filter(holds)
    }

    fn line(&self, number: usize) -> &Line {
        &self.tree.lines[number]
    }

    fn bytes(&self, number: usize) -> &[u8] {
        let bytes = &self.source.bytes()[whole(self.source, self.tree, number).range()];
        bytes.strip_suffix(b"\n").unwrap_or(bytes)
    }

    fn comment(&self, number: usize) -> Option<&[u8]> {
        comment_of(self.source, self.line(number))
    }

    fn words(&self, number: usize) -> &[RawWord] {
        self.tree.words_of(self.line(number))
    }

    fn word(&self, word: &RawWord) -> &[u8] {
        &self.source.bytes()[word.span.range()]
    }
}

/// Reads `text` again and holds it against the original; gives it back if they say the same.
pub(super) fn prove(source: &Source, tree: &Tree, kept: &[bool], text: Vec<u8>) -> Result<Vec<u8>, FormatError> {
    let formatted = Source::new(source.name(), text).map_err(|_| FormatError::TooLarge)?;
    let new_tree = parse(formatted.text());
    let new_kept = kept_lines(&formatted, &new_tree);
    let before = Side { source, tree, kept };
    let after = Side { source: &formatted, tree: &new_tree, kept: &new_kept };
    let mut numbers = after.lines();
    for old in before.lines() {
        let new = numbers.next().ok_or(FormatError::Lines)?;
        compare(&before, old, &after, new)?;
    }
    if numbers.next().is_some() {
        return Err(FormatError::Lines);
    }
    drop(numbers);
    Ok(formatted.into_bytes())
}

fn compare(before: &Side<'_>, old: usize, after: &Side<'_>, new: usize) -> Result<(), FormatError> {
    let line = old as u32 + 1;
    if before.kept[old] != after.kept[new] || before.kept[old] && before.bytes(old) != after.bytes(new) {
        return Err(FormatError::Kept { line });
    }
    if before.kept[old] {
        return Ok(());
    }
    if before.comment(old) != after.comment(new) {
        return Err(FormatError::Comment { line });
    }
    let (old_words, new_words) = (before.words(old), after.words(new));
    if old_words.len() != new_words.len() {
        return Err(FormatError::Words { line });
    }
    let mut changed = old_words.iter().zip(new_words).filter(|(old, new)| before.word(old) != after.word(new)).peekable();
    if changed.peek().is_none() {
        return Ok(());
    }
    // Variables and bytes that are no text have no value that could be compared: words that hold them must not change at all.
    let comparable = |word: &RawWord| before.word(word).is_ascii() && !before.word(word).contains(&b'$');
    if changed.all(|(old, _)| comparable(old)) && decode_alike(before, old_words, after, new_words, line) {
        Ok(())
    } else {
        Err(FormatError::Words { line })
    }
}

/// Whether both lists of words have the same values in all versions, whatever is known of variables.
fn decode_alike(before: &Side<'_>, old: &[RawWord], after: &Side<'_>, new: &[RawWord], line: u32) -> bool {
    let arena = Bump::new();
    let environments = [Environment::unknown(), Environment::complete::<&str, &str>([])];
    environments.iter().all(|environment| {
        VERSIONS.iter().all(|&version| {
            let context = DecodeContext { version, environment, file: "file", line, section: "section" };
            let (left, right) = (decode(before, old, &context, &arena), decode(after, new, &context, &arena));
            match (left, right) {
                (Ok(left), Ok(right)) => {
                    let alike = |(left, right): (&(&str, bool), &(&str, bool))| left == right;
                    left.len() == right.len() && left.iter().zip(&right).all(alike)
                }
                _ => false,
            }
        })
    })
}

/// The values of `words`, and whether each depends on a variable.
fn decode<'a>(side: &Side<'a>, words: &[RawWord], context: &DecodeContext<'_>, arena: &'a Bump) -> Result<Vec<(&'a str, bool)>, WordFault> {
    let mut line = DecodedLine::default();
    line.read(words, side.source.text(), false, context, arena)?;
    Ok(line.words.iter().map(|word| (word.text, word.opaque)).collect())
}
