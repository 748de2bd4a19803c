//! Phrases that several rules share.

use crate::schema::{Expected, Lookup, Row, Version};
use crate::text::nearest;

/// `known from 3.0, your target is 2.6`, or the like for a word that was removed; `None` if no version knows the word.
pub(super) fn other_version(lookup: Lookup, target: Version) -> Option<String> {
    match lookup {
        Lookup::NotYet(row) => Some(format!("known from {}, your target is {target}", row.since)),
        Lookup::Removed(row) => Some(removed(row, target)),
        Lookup::Row(_) | Lookup::Unknown => None,
    }
}

/// Since when `row` is gone.
pub(super) fn removed(row: &Row, target: Version) -> String {
    format!("removed in {}, your target is {target}", row.until)
}

/// What could have stood in the place of `word`: the nearest word, or all of them if they are few.
pub(super) fn alternatives(word: &str, expected: &Expected, version: Version) -> (Option<&'static str>, Option<String>) {
    let words = expected.words(version);
    if let Some(nearest) = nearest(word, words.iter().copied()) {
        return (Some(nearest), Some(format!("did you mean `{nearest}`?")));
    }
    let help = match words.len() {
        1 => Some(format!("only `{}` can stand here", words[0])),
        2..=12 => Some(format!("one of {} can stand here", list(&words))),
        _ => None,
    };
    (None, help)
}

/// `a`, `b` and `c`.
pub(super) fn list(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
