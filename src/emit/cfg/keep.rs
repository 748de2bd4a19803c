//! Which lines are left alone.

use bumpalo::Bump;

use crate::product::haproxy::decode::{DecodeContext, DecodedLine, MAX_WORDS};
use crate::product::haproxy::environment::Environment;
use crate::schema::Version;
use crate::syntax::FaultKind;
use crate::syntax::haproxy::{Line, RawWord, Tree};
use crate::text::{Source, Span};

/// The version whose limit on words is the narrowest: a blank at the end of a line counts.
const STRICTEST: Version = Version::series(2, 6);

/// The whole of line `number` (from 0), its end included.
pub(super) fn whole(source: &Source, tree: &Tree, number: usize) -> Span {
    let end = tree.lines.get(number + 1).map_or(source.len(), |next| next.start);
    Span::new(tree.lines[number].start, end)
}

/// For each line, whether it must be kept byte for byte: it is faulty, or its words cannot be joined by single blanks.
pub(super) fn kept_lines(source: &Source, tree: &Tree) -> Vec<bool> {
    let environments = [Environment::unknown(), Environment::complete::<&str, &str>([])];
    let cut_off = tree.faults.iter().filter(|fault| fault.kind == FaultKind::TextAfterCarriageReturn);
    let mut cut_off = cut_off.map(|fault| fault.span.start).peekable();
    let mut kept = Vec::with_capacity(tree.lines.len());
    for (number, line) in tree.lines.iter().enumerate() {
        let whole = whole(source, tree, number);
        let is_cut_off = cut_off.next_if(|at| *at < whole.end).is_some();
        let bytes = &source.bytes()[whole.range()];
        let keep =
            line.open_quote || is_cut_off || memchr::memchr(0, bytes).is_some() || is_odd(source, line, tree.words_of(line), &environments);
        kept.push(keep);
    }
    kept
}

/// Whether the words of `line` are no words to HAProxy, or would be others if they were joined.
fn is_odd(source: &Source, line: &Line, words: &[RawWord], environments: &[Environment]) -> bool {
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
    // A line whose first byte is a bracket is a scope line, whatever follows.
    if source.bytes()[first.span.start as usize] == b'[' {
        return true;
    }
    let more_behind = last.span.end < line.eol;
    if words.iter().all(|word| !word.quoted) {
        return words.len() + usize::from(more_behind) > MAX_WORDS;
    }
    let joins_badly = |word: &RawWord| ends_in_backslash(&source.bytes()[word.span.range()]);
    let followed = if line.comment().is_some() { words } else { &words[..words.len() - 1] };
    followed.iter().any(joins_badly) || environments.iter().any(|environment| is_faulty(source, words, more_behind, environment))
}

/// Whether `word` ends in a backslash that takes the next blank along, should there be one.
fn ends_in_backslash(word: &[u8]) -> bool {
    word.iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
}

fn is_faulty(source: &Source, words: &[RawWord], more_behind: bool, environment: &Environment) -> bool {
    let arena = Bump::new();
    let context = DecodeContext { version: STRICTEST, environment, file: "", line: 1, section: "" };
    DecodedLine::default().read(words, source.text(), more_behind, &context, &arena).is_err()
}
