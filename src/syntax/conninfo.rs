//! The parts of a libpq connection string.

use pest::Parser;

use self::grammar::{ConninfoParser, Rule};
use crate::text::Span;

/// What pest makes of the grammar.
mod grammar {
    #![allow(missing_docs, unreachable_pub, reason = "pest writes this module")]

    #[derive(pest_derive::Parser)]
    #[grammar = "grammar/conninfo.pest"]
    pub(super) struct ConninfoParser;
}

/// What a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A keyword before `=`; may be empty.
    Name,
    /// A value in single quotes.
    Quoted,
    /// A value whose quote is not closed; it runs to the end.
    Unclosed,
    /// A value without quotes; may be empty at the end.
    Bare,
    /// A keyword without `=`.
    Lone,
    /// What stands behind such a keyword and is not read.
    Rest,
    /// The scheme of a URI.
    Scheme,
    /// The user of a URI.
    User,
    /// The password of a URI.
    Password,
    /// An address in square brackets.
    V6,
    /// A square bracket that is not closed, and all behind it.
    OpenV6,
    /// A host of a URI; may be empty.
    Host,
    /// A port of a URI; may be empty.
    Port,
    /// What stands behind the square brackets and does not belong there.
    Junk,
    /// The database of a URI; may be empty.
    Dbname,
    /// A keyword in the query of a URI.
    Keyword,
    /// A value in the query of a URI.
    Value,
    /// A second `=` in the query of a URI, and what follows it.
    Extra,
}

/// A part of a connection string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Where it stands in the string.
    pub span: Span,
}

/// Whether libpq reads `text` as a URI.
#[must_use]
pub fn is_uri(text: &str) -> bool {
    text.starts_with("postgresql://") || text.starts_with("postgres://")
}

/// The parts of `text`, in order. Never fails: what libpq does not take is a part of its own.
#[must_use]
pub fn parse(text: &str) -> Vec<Token> {
    let rule = if is_uri(text) { Rule::uri } else { Rule::pairs };
    let pairs = ConninfoParser::parse(rule, text).into_iter().flatten().flat_map(pest::iterators::Pair::into_inner);
    let tokens = pairs.filter_map(|pair| {
        let kind = match pair.as_rule() {
            Rule::name => Kind::Name,
            Rule::quoted => Kind::Quoted,
            Rule::unclosed => Kind::Unclosed,
            Rule::bare => Kind::Bare,
            Rule::lone => Kind::Lone,
            Rule::rest => Kind::Rest,
            Rule::scheme => Kind::Scheme,
            Rule::user => Kind::User,
            Rule::password => Kind::Password,
            Rule::v6 => Kind::V6,
            Rule::open_v6 => Kind::OpenV6,
            Rule::host => Kind::Host,
            Rule::port => Kind::Port,
            Rule::junk => Kind::Junk,
            Rule::dbname => Kind::Dbname,
            Rule::keyword => Kind::Keyword,
            Rule::value => Kind::Value,
            Rule::extra => Kind::Extra,
            _ => return None,
        };
        Some(Token { kind, span: Span::new(pair.as_span().start() as u32, pair.as_span().end() as u32) })
    });
    tokens.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<(Kind, &str)> {
        parse(text).iter().map(|token| (token.kind, &text[token.span.range()])).collect()
    }

    #[test]
    fn pairs_are_cut_as_libpq_does() {
        use Kind::{Bare, Lone, Name, Quoted, Rest, Unclosed};
        assert_eq!(parts(" a = b c='d e'f=g"), [(Name, "a"), (Bare, "b"), (Name, "c"), (Quoted, "'d e'"), (Name, "f"), (Bare, "g")]);
        assert_eq!(parts("host= port=5"), [(Name, "host"), (Bare, "port=5")]);
        assert_eq!(parts("a=b\\ c"), [(Name, "a"), (Bare, "b\\ c")]);
        assert_eq!(parts("a b=c"), [(Lone, "a"), (Rest, " b=c")]);
        assert_eq!(parts("a='b"), [(Name, "a"), (Unclosed, "'b")]);
        assert_eq!(parts("=x a="), [(Name, ""), (Bare, "x"), (Name, "a"), (Bare, "")]);
    }

    #[test]
    fn uris_are_cut_as_libpq_does() {
        use Kind::{Dbname, Extra, Host, Junk, Keyword, OpenV6, Password, Port, Scheme, User, V6, Value};
        let scheme = (Scheme, "postgres://");
        assert_eq!(
            parts("postgres://u:p:q@h:1,[::1]/d?a=b&c"),
            [
                scheme,
                (User, "u"),
                (Password, "p:q"),
                (Host, "h"),
                (Port, "1"),
                (V6, "[::1]"),
                (Dbname, "d"),
                (Keyword, "a"),
                (Value, "b"),
                (Keyword, "c")
            ]
        );
        assert_eq!(parts("postgres://h/?a=b=c&"), [scheme, (Host, "h"), (Dbname, ""), (Keyword, "a"), (Value, "b"), (Extra, "=c")]);
        assert_eq!(parts("postgres://[::1"), [scheme, (OpenV6, "[::1")]);
        assert_eq!(parts("postgres://[::1]x/d"), [scheme, (V6, "[::1]"), (Junk, "x/d")]);
        assert_eq!(parts("postgres:///d@x"), [scheme, (Host, ""), (Dbname, "d@x")]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_parses_without_loss(text in "(postgres(ql)?://)?([a-c0-9=:/?@&,'\\\\%\\[\\] \t]{0,40}|\\PC{0,30})") {
            let mut end = 0;
            let tokens = parse(&text);
            for token in &tokens {
                proptest::prop_assert!(token.span.start >= end);
                let between = &text[end as usize..token.span.start as usize];
                proptest::prop_assert!(between.chars().all(|character| " \t=:/?@&,".contains(character)), "{:?} {:?}", tokens, between);
                end = token.span.end;
            }
            let behind = &text[end as usize..];
            proptest::prop_assert!(behind.chars().all(|character| " \t?&".contains(character)), "{:?} {:?}", tokens, behind);
        }
    }
}
