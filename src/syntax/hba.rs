//! The lines of `pg_hba.conf`, `pg_ident.conf` and their likes, cut into pieces.

use std::borrow::Cow;

use pest::Parser;

use self::grammar::{HbaParser, Rule};
use super::{Fault, FaultKind};
use crate::text::Span;

/// What pest makes of the grammar.
mod grammar {
    #![allow(missing_docs, unreachable_pub, reason = "pest writes this module")]

    #[derive(pest_derive::Parser)]
    #[grammar = "grammar/hba.pest"]
    pub(super) struct HbaParser;
}

/// What a piece of a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PieceKind {
    /// Characters without quotes.
    Word,
    /// Text in quotes.
    Quoted,
    /// A quote that is not closed, and all behind it.
    Open,
    /// A comma.
    Comma,
    /// Form feeds and vertical tabs: blanks to the one program, part of a word to the other.
    Feed,
}

/// A piece of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// What it is.
    pub kind: PieceKind,
    /// Where it stands, quotes included.
    pub span: Span,
    /// Whether it follows the piece before it without a blank.
    pub glued: bool,
}

/// A line as the program reads it: of several lines of the file where a backslash at the end joins them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// The whole line without its last line feed.
    pub span: Span,
    /// Index of its first piece.
    pieces: u32,
    /// Index behind its last piece.
    pieces_end: u32,
    /// Its comment, `#` included.
    pub comment: Option<Span>,
    /// Whether it is made of several lines of the file.
    pub continued: bool,
}

/// A parsed file.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// All lines, empty ones too.
    pub lines: Vec<Line>,
    /// All pieces, in order.
    pub pieces: Vec<Piece>,
    /// Quotes that are not closed, in order.
    pub faults: Vec<Fault>,
}

impl Tree {
    /// The pieces of `line`.
    #[must_use]
    pub fn pieces_of(&self, line: &Line) -> &[Piece] {
        &self.pieces[line.pieces as usize..line.pieces_end as usize]
    }
}

impl Piece {
    /// What it stands for, in the text of its file: without quotes and without the line ends that a backslash takes away.
    #[must_use]
    pub fn value(self, text: &str) -> Cow<'_, str> {
        let raw = text.get(self.span.range()).unwrap_or_default();
        let raw = if raw.contains('\n') { Cow::Owned(joined(raw)) } else { Cow::Borrowed(raw) };
        match self.kind {
            PieceKind::Word | PieceKind::Comma | PieceKind::Feed => raw,
            PieceKind::Open => Cow::Owned(raw.trim_end_matches('\r').replace('"', "")),
            PieceKind::Quoted if raw.matches('"').count() == 2 => match raw {
                Cow::Borrowed(raw) => Cow::Borrowed(&raw[1..raw.len() - 1]),
                Cow::Owned(raw) => Cow::Owned(raw.replace('"', "")),
            },
            PieceKind::Quoted => Cow::Owned(raw[1..raw.len() - 1].replace("\"\"", "\"")),
        }
    }
}

/// `raw` without the backslashes that join lines and the line ends behind them.
fn joined(raw: &str) -> String {
    let mut lines: Vec<&str> = raw.split('\n').collect();
    let last = lines.pop().unwrap_or_default();
    let parts = lines.into_iter().map(|line| line.trim_end_matches('\r').strip_suffix('\\').unwrap_or(line));
    parts.chain([last]).collect()
}

/// Parses `text`; never fails. `continues` tells whether a backslash at the end of a line joins it with the next one.
#[must_use]
pub fn parse(text: &str, continues: bool) -> Tree {
    let mut tree = Tree::default();
    if !continues || !text.split_inclusive('\n').any(joins) {
        Reader { tree: &mut tree, segments: &[(0, 0)], continued: false }.read(text);
        return tree;
    }
    let mut lines = text.split_inclusive('\n').peekable();
    let mut start = 0;
    while let Some(first) = lines.next() {
        let mut logical = first.to_owned();
        let from = start;
        let mut segments = vec![(0, start)];
        start += first.len() as u32;
        while joins(&logical) {
            logical.truncate(logical.trim_end_matches(['\r', '\n']).len() - 1);
            let Some(next) = lines.next() else { break };
            segments.push((logical.len() as u32, start));
            start += next.len() as u32;
            logical.push_str(next);
            // An empty line after a joined one does not make its last character a backslash at the end again.
            if next.trim_end_matches(['\r', '\n']).is_empty() {
                break;
            }
        }
        let span = Span::new(from, start - u32::from(text[..start as usize].ends_with('\n')));
        let (lines, pieces) = (tree.lines.len(), tree.pieces.len() as u32);
        Reader { tree: &mut tree, segments: &segments, continued: segments.len() > 1 }.read(&logical);
        match tree.lines.get_mut(lines) {
            Some(line) => line.span = span,
            None => tree.lines.push(Line { span, pieces, pieces_end: pieces, comment: None, continued: true }),
        }
    }
    tree
}

/// Whether a backslash at the end of `line` joins it with the next one, or is taken away where there is none.
fn joins(line: &str) -> bool {
    line.trim_end_matches(['\r', '\n']).ends_with('\\')
}

/// Reads text that stands in the file in segments: (offset in the text, offset in the file).
struct Reader<'t> {
    tree: &'t mut Tree,
    segments: &'t [(u32, u32)],
    continued: bool,
}

impl Reader<'_> {
    /// The offset in the file of the byte at `at` of the text, or, for the end of a token, of what is behind the byte before it.
    fn offset(&self, at: u32, is_end: bool) -> u32 {
        let index = self.segments.partition_point(|(start, _)| *start < at + u32::from(!is_end)).max(1);
        let (start, base) = self.segments[index - 1];
        base + (at - start)
    }

    fn span(&self, start: u32, end: u32) -> Span {
        let start = self.offset(start, false);
        Span::new(start, self.offset(end, true).max(start))
    }

    fn read(mut self, text: &str) {
        let end = text.len() as u32;
        let (mut start, mut first, mut comment, mut last) = (0, self.tree.pieces.len() as u32, None, u32::MAX);
        // The grammar is total; should it ever not be, the text is one line that nothing can be made of.
        let pairs = HbaParser::parse(Rule::file, text).map(|pairs| pairs.flat_map(pest::iterators::Pair::into_inner));
        for pair in pairs.into_iter().flatten() {
            let (from, to) = (pair.as_span().start() as u32, pair.as_span().end() as u32);
            let kind = match pair.as_rule() {
                Rule::eol => {
                    self.end_line(start, from, first, comment.take());
                    (start, first, last) = (to, self.tree.pieces.len() as u32, u32::MAX);
                    continue;
                }
                Rule::comment => {
                    comment = Some(self.span(from, to));
                    continue;
                }
                Rule::word => PieceKind::Word,
                Rule::quoted => PieceKind::Quoted,
                Rule::open => PieceKind::Open,
                Rule::comma => PieceKind::Comma,
                Rule::feed => PieceKind::Feed,
                _ => continue,
            };
            let span = self.span(from, to);
            if kind == PieceKind::Open {
                self.tree.faults.push(Fault { kind: FaultKind::OpenQuote, span });
            }
            self.tree.pieces.push(Piece { kind, span, glued: last == from });
            last = to;
        }
        if start < end {
            self.end_line(start, end, first, comment);
        }
    }

    fn end_line(&mut self, start: u32, end: u32, first: u32, comment: Option<Span>) {
        let span = self.span(start, end);
        self.tree.lines.push(Line { span, pieces: first, pieces_end: self.tree.pieces.len() as u32, comment, continued: self.continued });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str, continues: bool) -> Vec<Vec<String>> {
        let tree = parse(text, continues);
        let values = |line: &Line| tree.pieces_of(line).iter().map(|piece| piece.value(text).into_owned()).collect();
        tree.lines.iter().map(values).collect()
    }

    #[test]
    fn words_commas_quotes_and_comments_are_told_apart() {
        assert_eq!(values("host a,b \"c d\"\"\" x#y\n", false), [["host", "a", ",", "b", "c d\"", "x"]]);
        assert_eq!(values("a \"b # c\n", false), [["a", "b # c"]]);
        assert_eq!(parse("a \"b", false).faults.len(), 1);
    }

    #[test]
    fn a_backslash_joins_lines_in_the_midst_of_words_and_comments() {
        assert_eq!(values("ho\\\nst \\\r\n all\n", true), [["host", "all"]]);
        assert_eq!(values("a # b \\\nc\nd\n", true), [vec!["a"], vec!["d"]]);
        assert_eq!(values("a \\\nb\n", false), [vec!["a", "\\"], vec!["b"]]);
        assert_eq!(values("\"a \\\nb\" c\\", true), [["a b", "c"]]);
    }

    #[test]
    fn spans_point_into_the_file() {
        let text = "a \\\nbc\\\nde f\n";
        let tree = parse(text, true);
        let texts: Vec<&str> = tree.pieces.iter().map(|piece| &text[piece.span.range()]).collect();
        assert_eq!(texts, ["a", "bc\\\nde", "f"]);
        assert_eq!(tree.lines[0].span, Span::new(0, text.len() as u32 - 1));
    }

    proptest::proptest! {
        #[test]
        fn any_text_parses_and_nothing_but_blanks_is_lost(text in "([ab,# \t\r\n\"\\\\\u{b}é]|\\\\\n|\"a\"){0,40}", continues: bool) {
            let tree = parse(&text, continues);
            let mut spans: Vec<Span> = tree.pieces.iter().map(|piece| piece.span).collect();
            spans.extend(tree.lines.iter().filter_map(|line| line.comment));
            spans.sort_unstable();
            let mut at = 0;
            for span in spans {
                proptest::prop_assert!(span.start >= at && text[at as usize..span.start as usize].chars().all(|c| " \t\r\n\\".contains(c)));
                at = span.end;
            }
            proptest::prop_assert!(text[at as usize..].chars().all(|c| " \t\r\n\\".contains(c)));
            let mut at = 0;
            for line in &tree.lines {
                proptest::prop_assert!(line.span.start == at && line.span.end >= at);
                at = line.span.end + 1;
            }
            proptest::prop_assert!(at as usize >= text.len());
        }
    }
}
