//! The lines of repmgr.conf and postgresql.conf, which the same scanner reads.

use pest::Parser;

use self::grammar::{GucParser, Rule};
use crate::text::Span;

/// What pest makes of the grammar.
mod grammar {
    #![allow(missing_docs, unreachable_pub, reason = "pest writes this module")]

    #[derive(pest_derive::Parser)]
    #[grammar = "grammar/guc.pest"]
    pub(super) struct GucParser;
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A word of letters, digits and `_`.
    Id,
    /// Two such words with a dot between them: a name, never a value.
    QualifiedId,
    /// A string in single quotes.
    String,
    /// A word that holds dots, colons, slashes or hyphens too.
    Unquoted,
    /// A whole number with an optional unit.
    Integer,
    /// A number with a dot.
    Real,
    /// `=`.
    Equals,
    /// `#` and the rest of its line.
    Comment,
    /// A character that starts no token.
    Error,
}

impl Kind {
    /// Whether it can be a value.
    #[must_use]
    pub const fn is_value(self) -> bool {
        matches!(self, Self::Id | Self::String | Self::Unquoted | Self::Integer | Self::Real)
    }

    /// Whether it can be a name.
    #[must_use]
    pub const fn is_name(self) -> bool {
        matches!(self, Self::Id | Self::QualifiedId)
    }
}

/// A token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Where it stands.
    pub span: Span,
}

/// A line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// The line without its line feed.
    pub span: Span,
    /// Index of its first token in [`Tree::tokens`].
    tokens: u32,
    /// Index behind its last token.
    tokens_end: u32,
}

/// What a line says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Statement {
    /// Nothing.
    Empty,
    /// A name has a value.
    Setting(Setting),
    /// The program stops reading the line at this token; at its end if there is none.
    Fault(Option<Token>),
}

/// A name with its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    /// The name.
    pub name: Span,
    /// The `=` between them, if there is one.
    pub equals: Option<Span>,
    /// The value as it is written.
    pub value: Token,
}

/// A parsed file: lines and tokens, as offsets into the text.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// All lines. Text behind the last line feed is a line too, an empty one is not.
    pub lines: Vec<Line>,
    /// All tokens in order.
    pub tokens: Vec<Token>,
}

impl Tree {
    /// The tokens of `line`, its comment included.
    #[must_use]
    pub fn tokens_of(&self, line: &Line) -> &[Token] {
        &self.tokens[line.tokens as usize..line.tokens_end as usize]
    }

    /// The comment of `line`.
    #[must_use]
    pub fn comment_of(&self, line: &Line) -> Option<Span> {
        self.tokens_of(line).last().filter(|token| token.kind == Kind::Comment).map(|token| token.span)
    }

    /// What `line` says.
    #[must_use]
    pub fn statement(&self, line: &Line) -> Statement {
        let mut tokens = self.tokens_of(line).iter().copied().filter(|token| token.kind != Kind::Comment);
        let Some(name) = tokens.next() else { return Statement::Empty };
        if !name.kind.is_name() {
            return Statement::Fault(Some(name));
        }
        let mut value = tokens.next();
        let equals = value.filter(|token| token.kind == Kind::Equals).map(|token| token.span);
        if equals.is_some() {
            value = tokens.next();
        }
        match (value, tokens.next()) {
            (Some(value), None) if value.kind.is_value() => Statement::Setting(Setting { name: name.span, equals, value }),
            (Some(value), next) if value.kind.is_value() => Statement::Fault(next),
            (other, _) => Statement::Fault(other),
        }
    }
}

/// Parses `text`. Never fails: what the scanner cannot read is a token of [`Kind::Error`].
#[must_use]
pub fn parse(text: &str) -> Tree {
    let mut tree = Tree::default();
    let (mut start, mut first) = (0, 0);
    for pair in GucParser::parse(Rule::file, text).into_iter().flatten().flat_map(pest::iterators::Pair::into_inner) {
        let (from, to) = (pair.as_span().start() as u32, pair.as_span().end() as u32);
        let kind = match pair.as_rule() {
            Rule::eol => {
                let tokens_end = tree.tokens.len() as u32;
                tree.lines.push(Line { span: Span::new(start, from), tokens: first, tokens_end });
                (start, first) = (to, tokens_end);
                continue;
            }
            Rule::id => Kind::Id,
            Rule::qualified => Kind::QualifiedId,
            Rule::string => Kind::String,
            Rule::unquoted => Kind::Unquoted,
            Rule::integer => Kind::Integer,
            Rule::real => Kind::Real,
            Rule::equals => Kind::Equals,
            Rule::comment => Kind::Comment,
            Rule::error => Kind::Error,
            _ => continue,
        };
        tree.tokens.push(Token { kind, span: Span::new(from, to) });
    }
    if (start as usize) < text.len() {
        let span = Span::new(start, text.len() as u32);
        tree.lines.push(Line { span, tokens: first, tokens_end: tree.tokens.len() as u32 });
    }
    tree
}

/// A value without its quotes and escapes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Value {
    /// The text that the program sees.
    pub text: String,
    /// For each byte of `text`, and for its end, where it is written in the file.
    at: Vec<u32>,
}

impl Value {
    /// The value of `token`, a token of `text`.
    #[must_use]
    pub fn of(text: &str, token: Token) -> Self {
        let raw = text.get(token.span.range()).unwrap_or_default();
        let mut value = Self::default();
        if token.kind == Kind::String {
            value.unquote(raw, token.span.start);
        } else {
            value.push(raw, token.span.start);
            value.at.push(token.span.end);
        }
        value
    }

    /// The place in the file of the bytes from `start` to `end` of the value.
    #[must_use]
    pub fn span(&self, start: usize, end: usize) -> Span {
        let at = |index: usize| self.at[index.min(self.at.len().saturating_sub(1))];
        if self.at.is_empty() { Span::default() } else { Span::new(at(start), at(end.max(start))) }
    }

    fn push(&mut self, part: &str, at: u32) {
        self.text.push_str(part);
        self.at.extend((at..).take(part.len()));
    }

    /// Takes one character, written as the bytes from `from` of the file on.
    fn push_char(&mut self, character: char, from: u32) {
        self.text.push(character);
        self.at.extend(std::iter::repeat_n(from, character.len_utf8()));
    }

    /// Reads `raw` with its quotes, which stands at `base`. As in C, a byte 0 ends it.
    fn unquote(&mut self, raw: &str, base: u32) {
        let inner = raw.get(1..raw.len().saturating_sub(1)).unwrap_or_default();
        let base = base + 1;
        let mut rest = inner.char_indices().peekable();
        let mut end = None;
        while let Some((index, character)) = rest.next() {
            let from = base + index as u32;
            let character = match character {
                '\'' => {
                    rest.next();
                    '\''
                }
                '\\' => escape(&mut rest),
                other => other,
            };
            if character == '\0' {
                end = Some(from);
                break;
            }
            self.push_char(character, from);
        }
        self.at.push(end.unwrap_or(base + inner.len() as u32));
    }
}

/// The character that the escape behind a backslash stands for.
fn escape(rest: &mut std::iter::Peekable<std::str::CharIndices<'_>>) -> char {
    match rest.next() {
        Some((_, 'b')) => '\u{8}',
        Some((_, 'f')) => '\u{c}',
        Some((_, 'n')) => '\n',
        Some((_, 'r')) => '\r',
        Some((_, 't')) => '\t',
        Some((_, first @ '0'..='7')) => {
            let mut code = first as u32 - 48;
            for _ in 0..2 {
                let Some((_, digit)) = rest.next_if(|(_, digit)| matches!(digit, '0'..='7')) else { break };
                code = code * 8 + (digit as u32 - 48);
            }
            // A byte that is no character by itself.
            u8::try_from(code & 0xff).ok().filter(u8::is_ascii).map_or('?', char::from)
        }
        Some((_, other)) => other,
        None => '\\',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<(Kind, &str)> {
        parse(text).tokens.iter().map(|token| (token.kind, &text[token.span.range()])).collect()
    }

    fn fault(text: &str) -> Option<&str> {
        let tree = parse(text);
        match tree.statement(&tree.lines[0]) {
            Statement::Fault(token) => Some(token.map_or("", |token| &text[token.span.range()])),
            _ => None,
        }
    }

    #[test]
    fn the_longest_match_wins() {
        use Kind::{Error, Id, Integer, QualifiedId, Real, String, Unquoted};
        for (text, expected) in [
            ("a_1", vec![(Id, "a_1")]),
            ("a.b", vec![(QualifiedId, "a.b")]),
            ("a.b.c", vec![(Unquoted, "a.b.c")]),
            ("a-b", vec![(Unquoted, "a-b")]),
            ("a.1", vec![(Unquoted, "a.1")]),
            ("5min", vec![(Integer, "5min")]),
            ("0x1Fz", vec![(Integer, "0x1Fz")]),
            ("0xg", vec![(Integer, "0xg")]),
            ("-.5e3", vec![(Real, "-.5e3")]),
            ("1.5min", vec![(Real, "1.5"), (Id, "min")]),
            ("1e2", vec![(Integer, "1e"), (Integer, "2")]),
            (".", vec![(Real, ".")]),
            ("-", vec![(Error, "-")]),
            ("'a''b'", vec![(String, "'a''b'")]),
            ("'a''", vec![(String, "'a'"), (Error, "'")]),
            ("'a\\'", vec![(Error, "'"), (Id, "a"), (Error, "\\"), (Error, "'")]),
            ("\u{feff}a", vec![(Id, "\u{feff}a")]),
        ] {
            assert_eq!(kinds(text), expected, "{text}");
        }
    }

    #[test]
    fn a_line_stops_where_the_scanner_does() {
        assert_eq!(fault("a = 1 # c\n"), None);
        assert_eq!(fault("a 'b'"), None);
        assert_eq!(fault("a = b.c\n"), Some("b.c"));
        assert_eq!(fault("a = 1 2\n"), Some("2"));
        assert_eq!(fault("a =\n"), Some(""));
        assert_eq!(fault("[a]\n"), Some("["));
        assert_eq!(fault("a == 1\n"), Some("="));
    }

    #[test]
    fn a_value_knows_where_it_is_written() {
        let text = "a = 'it''s \\'b\\' \\101'";
        let tree = parse(text);
        let value = Value::of(text, tree.tokens[2]);
        assert_eq!(value.text, "it's 'b' A");
        assert_eq!(&text[value.span(2, 4).range()], "''s");
        assert_eq!(&text[value.span(9, 10).range()], "\\101");
        assert_eq!(Value::of("'a\\0b'", parse("'a\\0b'").tokens[0]).text, "a");
    }

    proptest::proptest! {
        #[test]
        fn any_text_parses_without_loss(text in "[a-z0-9=.:'\\\\#\n\r\t \u{0}é+-]{0,60}|\\PC{0,40}") {
            let tree = parse(&text);
            let mut end = 0;
            for token in &tree.tokens {
                proptest::prop_assert!(token.span.start >= end && !token.span.is_empty());
                proptest::prop_assert!(text[end as usize..token.span.start as usize].bytes().all(|byte| b" \t\r\n".contains(&byte)));
                end = token.span.end;
                if token.kind.is_value() {
                    let value = Value::of(&text, *token);
                    proptest::prop_assert_eq!(value.at.len(), value.text.len() + 1);
                }
            }
            proptest::prop_assert!(text[end as usize..].bytes().all(|byte| b" \t\r\n".contains(&byte)));
            let lines: Vec<&str> = tree.lines.iter().map(|line| &text[line.span.range()]).collect();
            let joined = lines.join("\n");
            proptest::prop_assert!(joined == text || joined + "\n" == text);
        }
    }
}
