//! The entries of a userlist.txt.

use std::borrow::Cow;

use pest::Parser;

use self::grammar::{Rule, UserlistParser};
use crate::text::Span;

/// What pest makes of the grammar.
mod grammar {
    #![allow(missing_docs, unreachable_pub, reason = "pest writes this module")]

    #[derive(pest_derive::Parser)]
    #[grammar = "grammar/userlist.pest"]
    pub(super) struct UserlistParser;
}

/// A user: the two fields with their quotes, and what follows on the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The name, quotes included.
    pub name: Span,
    /// The secret, quotes included.
    pub secret: Span,
    /// What is left of the line that the secret ends on. The program drops it.
    pub rest: Span,
}

/// A parsed userlist.txt.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// The users, in order.
    pub entries: Vec<Entry>,
    /// The comments, in order.
    pub comments: Vec<Span>,
    /// Text that is no entry. The program reads nothing from there on.
    pub broken: Option<Span>,
    /// Text behind a byte 0, which ends the file for the program.
    pub behind_nul: Option<Span>,
}

/// Parses `text`. Never fails: see [`Tree::broken`].
#[must_use]
pub fn parse(text: &str) -> Tree {
    let end = memchr::memchr(0, text.as_bytes()).unwrap_or(text.len());
    let mut tree = Tree { entries: Vec::with_capacity(end / 40), ..Tree::default() };
    if end < text.len() {
        tree.behind_nul = Some(Span::new(end as u32, text.len() as u32));
    }
    let Ok(pairs) = UserlistParser::parse(Rule::file, &text[..end]) else {
        tree.broken = Some(Span::new(0, end as u32));
        return tree;
    };
    let mut name = Span::default();
    for pair in pairs.flat_map(pest::iterators::Pair::into_inner) {
        let span = Span::new(pair.as_span().start() as u32, pair.as_span().end() as u32);
        match pair.as_rule() {
            Rule::name => name = span,
            Rule::secret => tree.entries.push(Entry { name, secret: span, rest: Span::empty(span.end) }),
            Rule::rest => {
                if let Some(entry) = tree.entries.last_mut() {
                    entry.rest = span;
                }
            }
            Rule::comment => tree.comments.push(span),
            Rule::broken => tree.broken = Some(span),
            _ => {}
        }
    }
    tree
}

/// The value of a field as it stands in the file, quotes included: without them, and with one quote for two.
#[must_use]
pub fn value(field: &str) -> Cow<'_, str> {
    let inner = field.strip_prefix('"').unwrap_or(field);
    let inner = inner.strip_suffix('"').unwrap_or(inner);
    if inner.contains('"') { Cow::Owned(inner.replace("\"\"", "\"")) } else { Cow::Borrowed(inner) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn users(text: &str) -> Vec<(String, String)> {
        let of = |span: Span| value(&text[span.range()]).into_owned();
        parse(text).entries.iter().map(|entry| (of(entry.name), of(entry.secret))).collect()
    }

    fn user(name: &str, secret: &str) -> (String, String) {
        (name.to_owned(), secret.to_owned())
    }

    #[test]
    fn two_quoted_fields_make_a_user() {
        assert_eq!(users("\"a\" \"b\"\n; c\n  \"d\"=\"e\" \"f\"\n"), [user("a", "b"), user("d", "e")]);
        assert_eq!(users("\"a\"\"b\" \"\""), [user("a\"b", "")]);
    }

    #[test]
    fn a_name_alone_takes_the_next_field_as_its_secret() {
        assert_eq!(users("\"a\"\n\"b\" \"c\"\n\"d\" \"e\"\n"), [user("a", "b"), user("d", "e")]);
    }

    #[test]
    fn what_is_no_entry_ends_the_list() {
        for text in ["\"a\" \"b\"\n# c\n\"d\" \"e\"\n", "\"a\" \"b\"\n'd' 'e'\n", "\"a\" \"b\"\n\"d\" \"e\n", "\"a\" \"b\"\n\"d\"\n"] {
            let tree = parse(text);
            assert_eq!(tree.entries.len(), 1, "{text}");
            assert_eq!(tree.broken, Some(Span::new(8, text.len() as u32)), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_parses_and_nothing_but_blanks_is_lost(text in "([ab;# \t\r\n\"']|\"a\" \"b\"|\u{0}){0,40}") {
            let tree = parse(&text);
            let mut spans: Vec<(u32, u32)> = tree.comments.iter().chain(&tree.broken).chain(&tree.behind_nul).map(|span| (span.start, span.end)).collect();
            spans.extend(tree.entries.iter().map(|entry| (entry.name.start, entry.rest.end)));
            spans.sort_unstable();
            let mut at = 0;
            for (start, end) in spans {
                proptest::prop_assert!(start >= at && text[at as usize..start as usize].chars().all(|c| c.is_ascii_whitespace()));
                at = end;
            }
            proptest::prop_assert!(text[at as usize..].chars().all(|c| c.is_ascii_whitespace()));
        }
    }
}
