//! What stands in a pgbouncer.ini: section headers, entries, includes and comments, and the pairs of a connection string.

use pest::Parser;
use pest::iterators::Pair as Token;

use self::grammar::{IniParser, Rule};
use crate::text::Span;

/// What pest makes of the grammar.
mod grammar {
    #![allow(missing_docs, unreachable_pub, reason = "pest writes this module")]

    #[derive(pest_derive::Parser)]
    #[grammar = "grammar/pgbouncer.pest"]
    pub(super) struct IniParser;
}

/// Something that stands in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    /// What it is.
    pub kind: Kind,
    /// All of it, white space behind it left out.
    pub span: Span,
}

/// What can stand in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The mark that some editors put before UTF-8 text.
    ByteOrderMark,
    /// From `#` or `;` to the end of the line.
    Comment,
    /// `%include`.
    Include {
        /// The path of the other file.
        path: Span,
    },
    /// `[name]`.
    Section {
        /// What stands in the brackets.
        name: Span,
    },
    /// `key = value`.
    Entry {
        /// The key, without its quotes; it may be empty.
        key: Span,
        /// Whether the key stands in quotes.
        quoted: bool,
        /// The value, which may be empty.
        value: Span,
    },
    /// Something else, up to the end of the line.
    Bad(Bad),
    /// A byte 0 and all that follows it.
    Unread,
}

/// What is wrong with a line that is nothing of the kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bad {
    /// `[` without `]` on the line.
    OpenSection,
    /// `'` without another one.
    OpenQuote,
    /// `''` as key.
    EmptyKey,
    /// A key has characters that may not stand in it.
    Key,
    /// No `=` follows the key.
    NoEquals,
}

/// Everything in `text`, in order; what lies between is white space.
#[must_use]
pub fn parse(text: &str) -> Vec<Item> {
    let mut items = Vec::with_capacity(text.len() / 32);
    // The grammar is total; should it ever not be, the text is still one (broken) item rather than a lost one.
    let Ok(tokens) = IniParser::parse(Rule::file, text) else {
        return vec![Item { kind: Kind::Bad(Bad::NoEquals), span: Span::new(0, text.len() as u32) }];
    };
    for token in tokens.flat_map(Token::into_inner) {
        let whole = span_of(&token);
        let kind = match token.as_rule() {
            Rule::bom => Kind::ByteOrderMark,
            Rule::comment => Kind::Comment,
            Rule::rest => Kind::Unread,
            Rule::bad => Kind::Bad(why_bad(&text[whole.range()])),
            Rule::include => Kind::Include { path: trimmed(text, inner(&token, 0)) },
            Rule::section => Kind::Section { name: inner(&token, 0) },
            Rule::entry => entry(text, &token),
            _ => continue,
        };
        let span = if kind == Kind::Unread { whole } else { trimmed(text, whole) };
        items.push(Item { kind, span });
    }
    items
}

fn entry(text: &str, token: &Token<'_, Rule>) -> Kind {
    let mut parts = token.clone().into_inner();
    let (key, value) = (parts.next(), parts.next());
    let quoted = key.as_ref().is_some_and(|key| key.as_rule() == Rule::quoted);
    let key = key.as_ref().map(span_of).unwrap_or_default();
    let key = if quoted { Span::new(key.start + 1, key.end - 1) } else { key };
    Kind::Entry { key, quoted, value: trimmed(text, value.as_ref().map(span_of).unwrap_or_default()) }
}

/// What is wrong with the line `text`.
fn why_bad(text: &str) -> Bad {
    let mut chars = text.chars();
    match chars.next() {
        Some('[') => Bad::OpenSection,
        Some('\'') if chars.next() == Some('\'') => Bad::EmptyKey,
        Some('\'') if !text[1..].contains('\'') => Bad::OpenQuote,
        Some('\'') => Bad::NoEquals,
        _ => {
            let key = text.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || "_.-*".contains(c));
            let behind = key.trim_start_matches([' ', '\t']);
            if !behind.starts_with(':') && behind.contains('=') { Bad::Key } else { Bad::NoEquals }
        }
    }
}

fn span_of(token: &Token<'_, Rule>) -> Span {
    let span = token.as_span();
    Span::new(span.start() as u32, span.end() as u32)
}

/// The place of the token's part number `index`.
fn inner(token: &Token<'_, Rule>, index: usize) -> Span {
    token.clone().into_inner().nth(index).as_ref().map(span_of).unwrap_or_default()
}

/// `span` without the white space at its end.
fn trimmed(text: &str, span: Span) -> Span {
    let kept = text[span.range()].trim_end_matches(|c: char| c.is_ascii_whitespace() || c == '\x0b');
    Span::new(span.start, span.start + kept.len() as u32)
}

/// A connection string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pairs {
    /// Its pairs.
    pub pairs: Vec<Pair>,
    /// Where reading ends early, and why.
    pub wrong: Option<(Wrong, Span)>,
}

/// `key = value` in a connection string. Offsets are into the string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// The key.
    pub key: Span,
    /// The value, without its quotes.
    pub value: Span,
    /// Whether the value stands in quotes, where `''` is one quote.
    pub quoted: bool,
    /// The byte behind the closing quote that is no space and is dropped.
    pub dropped: Option<Span>,
}

/// Why a connection string ends early.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// A word has no `=` behind it.
    NoEquals,
    /// Nothing stands before the `=`.
    NoKey,
    /// Nothing stands behind the `=`.
    NoValue,
    /// The value is `''`.
    EmptyQuotes,
    /// A quote is left open.
    OpenQuote,
}

/// The pairs of the connection string `text`.
#[must_use]
pub fn pairs(text: &str) -> Pairs {
    let mut found = Pairs { pairs: Vec::new(), wrong: None };
    let Ok(tokens) = IniParser::parse(Rule::pairs, text) else {
        found.wrong = Some((Wrong::NoEquals, Span::new(0, text.len() as u32)));
        return found;
    };
    for token in tokens.flat_map(Token::into_inner) {
        match token.as_rule() {
            Rule::pair => found.pairs.push(pair(&token)),
            Rule::wrong => {
                let span = span_of(&token);
                found.wrong = Some((why_wrong(&text[span.range()]), span));
            }
            _ => {}
        }
    }
    found
}

fn pair(token: &Token<'_, Rule>) -> Pair {
    let mut pair = Pair { key: Span::default(), value: Span::default(), quoted: false, dropped: None };
    for part in token.clone().into_inner() {
        let span = span_of(&part);
        match part.as_rule() {
            Rule::word => pair.key = span,
            Rule::plain => pair.value = span,
            Rule::string => (pair.quoted, pair.value) = (true, Span::new(span.start + 1, span.end - 1)),
            Rule::dropped => pair.dropped = Some(span),
            _ => {}
        }
    }
    pair
}

/// Why `text`, the rest of a connection string, starts with no pair.
fn why_wrong(text: &str) -> Wrong {
    let word = text.split(['=', ' ']).next().unwrap_or_default();
    let Some(value) = text[word.len()..].trim_start_matches(' ').strip_prefix('=') else { return Wrong::NoEquals };
    let value = value.trim_start_matches(' ');
    match value.strip_prefix('\'') {
        _ if word.is_empty() => Wrong::NoKey,
        None => Wrong::NoValue,
        Some(quoted) if quoted.starts_with('\'') && !quoted.starts_with("''") => Wrong::EmptyQuotes,
        Some(_) => Wrong::OpenQuote,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let at = |span: Span| &text[span.range()];
        let kind = |item: &Item| match item.kind {
            Kind::ByteOrderMark => "bom".to_owned(),
            Kind::Comment => format!("comment {}", at(item.span)),
            Kind::Include { path } => format!("include <{}>", at(path)),
            Kind::Section { name } => format!("section <{}>", at(name)),
            Kind::Entry { key, quoted, value } => format!("entry <{}> {quoted} <{}>", at(key), at(value)),
            Kind::Bad(bad) => format!("{bad:?} {}", at(item.span)),
            Kind::Unread => "unread".to_owned(),
        };
        parse(text).iter().map(kind).collect()
    }

    #[test]
    fn lines_do_not_matter_behind_a_header() {
        assert_eq!(
            shown("[databases] app = host=a ; b\r\n\x0b\x0c[pgbouncer]# x\n%include\t a b \n"),
            ["section <databases>", "entry <app> false <host=a ; b>", "section <pgbouncer>", "comment # x", "include <a b>"]
        );
    }

    #[test]
    fn keys_may_be_empty_or_quoted() {
        assert_eq!(
            shown("= x\n'my\napp' =\n'' = x\n'open\nteam/app = x\nport: 1\n[a\n%includex\n"),
            [
                "entry <> false <x>",
                "entry <my\napp> true <>",
                "EmptyKey '' = x",
                "OpenQuote 'open",
                "Key team/app = x",
                "NoEquals port: 1",
                "OpenSection [a",
                "NoEquals %includex"
            ]
        );
    }

    #[test]
    fn a_byte_0_ends_the_file() {
        assert_eq!(shown("\u{feff}a=b\0c\nd=e"), ["bom", "entry <a> false <b>", "unread"]);
    }

    fn cut(text: &str) -> (Vec<(&str, &str)>, Option<Wrong>) {
        let found = pairs(text);
        let at = |span: Span| &text[span.range()];
        (found.pairs.iter().map(|pair| (at(pair.key), at(pair.value))).collect(), found.wrong.map(|(wrong, _)| wrong))
    }

    #[test]
    fn pairs_are_cut_as_the_loader_does() {
        assert_eq!(cut("host = a  port=5432 "), (vec![("host", "a"), ("port", "5432")], None));
        assert_eq!(cut("host= port=5432"), (vec![("host", "port=5432")], None));
        assert_eq!(cut("host='10.0.0.11'port=5432"), (vec![("host", "10.0.0.11"), ("ort", "5432")], None));
        assert_eq!(cut("password='it''s'"), (vec![("password", "it''s")], None));
        assert_eq!(cut("a=b \tport=1"), (vec![("a", "b"), ("\tport", "1")], None));
        assert_eq!(cut("port=1 host="), (vec![("port", "1")], Some(Wrong::NoValue)));
        assert_eq!(cut("host='' x"), (vec![], Some(Wrong::EmptyQuotes)));
        assert_eq!(cut("host='''"), (vec![], Some(Wrong::OpenQuote)));
        assert_eq!(cut("host=a ; primary"), (vec![("host", "a")], Some(Wrong::NoEquals)));
        assert_eq!(cut("=a"), (vec![], Some(Wrong::NoKey)));
        assert_eq!(cut(""), (vec![], None));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_whole(text in "(\\[|\\]|[ab ='\";#%\\*\t\r\n\u{b}\u{0}é]|%include|\n|[a-c]=b){0,60}") {
            let mut end = 0;
            for item in parse(&text) {
                let start = item.span.start as usize;
                proptest::prop_assert!(start >= end, "{:?}", item);
                let gap = &text[end..start];
                proptest::prop_assert!(gap.bytes().all(|byte| matches!(byte, b' ' | b'\t'..=b'\r')), "{gap:?} of {text:?}");
                end = item.span.end as usize;
            }
            proptest::prop_assert!(text[end..].bytes().all(|byte| matches!(byte, b' ' | b'\t'..=b'\r')), "{text:?}");
        }

        #[test]
        fn any_connection_string_is_read_whole(text in "[ab ='\t,é]{0,40}") {
            let found = pairs(&text);
            let mut end = 0;
            for pair in &found.pairs {
                proptest::prop_assert!(pair.key.start >= end && pair.key.end < pair.value.start && pair.value.start < pair.value.end);
                end = pair.dropped.map_or(pair.value.end + u32::from(pair.quoted), |dropped| dropped.end);
            }
            let rest = found.wrong.map_or(text.len() as u32, |(_, span)| span.start);
            proptest::prop_assert!(text[end as usize..rest as usize].bytes().all(|byte| byte == b' '), "{text:?}");
            proptest::prop_assert!(found.wrong.is_none_or(|(_, span)| span.end == text.len() as u32));
        }
    }
}
