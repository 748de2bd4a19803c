//! The lines of a haproxy.cfg.

use pest::Parser;

use self::grammar::{LineParser, Rule};
use super::{Fault, FaultKind};
use crate::parallel;
use crate::text::Span;

/// What pest makes of the grammar.
mod grammar {
    #![allow(missing_docs, unreachable_pub, reason = "pest writes this module")]

    #[derive(pest_derive::Parser)]
    #[grammar = "grammar/haproxy.pest"]
    pub(super) struct LineParser;
}

/// Chunks are about this long: pest keeps a queue entry for each token, and a short queue stays in the processor's cache.
const CHUNK: usize = 64 << 10;

/// A word as it stands in the file, quotes and escapes included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RawWord {
    /// Where it stands.
    pub span: Span,
    /// Whether it holds a quote or a backslash, so that its value differs from its text.
    pub quoted: bool,
}

/// One line, its end included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Offset of its first byte.
    pub start: u32,
    /// Offset of its end token (LF, CR LF, or CR and what follows it), or of the end of the file.
    pub eol: u32,
    /// Index of its first word in [`Tree::words`].
    pub words: u32,
    /// Index behind its last word.
    pub words_end: u32,
    /// Offset of its `#`, or `u32::MAX`.
    comment: u32,
    /// Whether a quote is left open on it; its words then end before that quote.
    pub open_quote: bool,
}

impl Line {
    /// The comment, `#` included, line end excluded.
    #[must_use]
    pub fn comment(&self) -> Option<Span> {
        (self.comment != u32::MAX).then(|| Span::new(self.comment, self.eol))
    }

    /// The whole line without its end.
    #[must_use]
    pub fn span(&self) -> Span {
        Span::new(self.start, self.eol)
    }
}

/// A parsed haproxy.cfg: lines, words, comments and faults, all as offsets into the text.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// All lines. Text behind the last line feed is a line too, an empty one is not.
    pub lines: Vec<Line>,
    /// All words in order.
    pub words: Vec<RawWord>,
    /// What could not be made sense of, in order.
    pub faults: Vec<Fault>,
}

impl Tree {
    /// The words of `line`.
    #[must_use]
    pub fn words_of(&self, line: &Line) -> &[RawWord] {
        &self.words[line.words as usize..line.words_end as usize]
    }
}

/// Parses `text`. Never fails: see [`Tree::faults`].
#[must_use]
pub fn parse(text: &str) -> Tree {
    let mut tree = merge(parallel::map(&chunks(text), |(base, chunk)| parse_chunk(*base, chunk)));
    if let Some(at) = memchr::memchr(0, text.as_bytes()) {
        tree.faults.push(Fault { kind: FaultKind::Nul, span: Span::new(at as u32, at as u32 + 1) });
    }
    if !text.is_empty() && !text.ends_with('\n') {
        let end = text.len() as u32;
        tree.faults.push(Fault { kind: FaultKind::MissingLineFeed, span: Span::empty(end) });
    }
    tree
}

fn merge(mut parts: Vec<Tree>) -> Tree {
    if parts.len() == 1 {
        return parts.remove(0);
    }
    let lines = || {
        let mut lines: Vec<Line> = Vec::with_capacity(parts.iter().map(|part| part.lines.len()).sum());
        let mut words = 0;
        for part in &parts {
            lines.extend(part.lines.iter().map(|line| Line { words: line.words + words, words_end: line.words_end + words, ..*line }));
            words += part.words.len() as u32;
        }
        lines
    };
    let words = || parts.iter().map(|part| part.words.as_slice()).collect::<Vec<_>>().concat();
    let (lines, words) = parallel::join(lines, words);
    Tree { lines, words, faults: parts.into_iter().flat_map(|part| part.faults).collect() }
}

/// `text` cut behind line feeds: a line never depends on another one.
fn chunks(text: &str) -> Vec<(u32, &str)> {
    let mut parts = Vec::new();
    let mut base = 0;
    while base < text.len() {
        let rest = &text.as_bytes()[base..];
        let len = match rest.get(CHUNK..).and_then(|tail| memchr::memchr(b'\n', tail)) {
            Some(at) => CHUNK + at + 1,
            None => rest.len(),
        };
        parts.push((base as u32, &text[base..base + len]));
        base += len;
    }
    parts
}

fn parse_chunk(base: u32, text: &str) -> Tree {
    let mut tree = Tree { lines: Vec::with_capacity(text.len() / 40), words: Vec::with_capacity(text.len() / 10), faults: Vec::new() };
    let mut builder = Builder { tree: &mut tree, text, base, start: 0, first_word: 0, comment: u32::MAX, eol: u32::MAX, open_quote: false };
    let end = text.len() as u32;
    // The grammar is total; should it ever not be, the text is still one (broken) line rather than a lost one.
    let Ok(pairs) = LineParser::parse(Rule::file, text) else {
        builder.bad(Span::new(0, end));
        builder.end_line(end, end);
        return tree;
    };
    for pair in pairs.flat_map(pest::iterators::Pair::into_inner) {
        let span = pair.as_span();
        let span = Span::new(span.start() as u32, span.end() as u32);
        match pair.as_rule() {
            Rule::text => builder.text(span),
            // The indentation of the next line stands in the token, too.
            Rule::eol => builder.end_line(span.start, span.start + 1),
            Rule::comment => builder.comment(span),
            _ => {}
        }
    }
    if builder.start < end {
        builder.end_line(end, end);
    }
    tree
}

/// Bytes that mean more than themselves in a word: blanks other than the space, quotes, backslash and `#`.
static ODD: [bool; 256] = {
    let mut odd = [false; 256];
    let mut at = 0;
    while at < 8 {
        odd[b"\t\x0b\x0c\r\"#'\\"[at] as usize] = true;
        at += 1;
    }
    odd
};

/// Collects the tokens of one chunk; offsets are into the chunk until they are stored.
struct Builder<'t> {
    tree: &'t mut Tree,
    text: &'t str,
    base: u32,
    start: u32,
    first_word: u32,
    comment: u32,
    /// Where the line at hand ends, if that is before its line feed: at a carriage return.
    eol: u32,
    open_quote: bool,
}

impl Builder<'_> {
    /// A line from its first word on.
    fn text(&mut self, span: Span) {
        let bytes = &self.text.as_bytes()[span.range()];
        // The carriage return of a CR LF, unless it is a blank because one stands before it.
        let plain = match bytes {
            [plain @ .., before, b'\r'] if *before != b' ' => &bytes[..=plain.len()],
            _ => bytes,
        };
        let plain = match plain.iter().position(|&byte| ODD[usize::from(byte)]) {
            Some(at) if plain[at] == b'#' => {
                self.comment(Span::new(span.start + at as u32, span.end));
                &plain[..at]
            }
            Some(_) => {
                self.line(span);
                return;
            }
            None => {
                if plain.len() < bytes.len() {
                    self.eol = span.end - 1;
                }
                plain
            }
        };
        let mut start = span.start;
        for word in plain.split(|&byte| byte == b' ') {
            let end = start + word.len() as u32;
            if start < end {
                self.word(Span::new(start, end), false);
            }
            start = end + 1;
        }
    }

    /// Reads the rest of a line with the exact grammar.
    fn line(&mut self, rest: Span) {
        // A blank or the start of the line stands before: carriage returns are blanks here.
        let body = self.text[rest.range()].trim_start_matches('\r');
        let base = rest.end - body.len() as u32;
        let Ok(pairs) = LineParser::parse(Rule::line, body) else {
            self.bad(Span::new(base, rest.end));
            return;
        };
        for pair in pairs.flat_map(pest::iterators::Pair::into_inner) {
            let span = pair.as_span();
            let span = Span::new(base + span.start() as u32, base + span.end() as u32);
            match pair.as_rule() {
                Rule::word => {
                    let quoted = memchr::memchr3(b'"', b'\'', b'\\', &self.text.as_bytes()[span.range()]).is_some();
                    self.word(span, quoted);
                }
                Rule::comment => self.comment(span),
                Rule::dropped => self.dropped(span),
                Rule::bad => self.bad(span),
                _ => {}
            }
        }
    }

    fn word(&mut self, span: Span, quoted: bool) {
        self.tree.words.push(RawWord { span: Span::new(self.base + span.start, self.base + span.end), quoted });
    }

    fn bad(&mut self, span: Span) {
        self.open_quote = true;
        self.fault(FaultKind::OpenQuote, span);
    }

    fn comment(&mut self, span: Span) {
        self.comment = span.start;
        // The carriage return of a CR LF belongs to the line end.
        if self.text[span.range()].ends_with('\r') {
            self.eol = span.end - 1;
        }
    }

    /// A carriage return that ends the line, and what follows it there.
    fn dropped(&mut self, span: Span) {
        self.eol = span.start;
        let text = self.text[span.range()].trim_matches('\r');
        if !text.is_empty() {
            let at = span.start + (self.text[span.range()].len() - self.text[span.range()].trim_start_matches('\r').len()) as u32;
            self.fault(FaultKind::TextAfterCarriageReturn, Span::new(at, at + text.len() as u32));
        }
    }

    fn fault(&mut self, kind: FaultKind, span: Span) {
        self.tree.faults.push(Fault { kind, span: Span::new(self.base + span.start, self.base + span.end) });
    }

    /// Ends a line whose line feed is at `feed` and whose successor starts at `next`.
    fn end_line(&mut self, feed: u32, next: u32) {
        let words_end = self.tree.words.len() as u32;
        let comment = if self.comment == u32::MAX { u32::MAX } else { self.base + self.comment };
        self.tree.lines.push(Line {
            start: self.base + self.start,
            eol: self.base + feed.min(self.eol),
            words: self.first_word,
            words_end,
            comment,
            open_quote: self.open_quote,
        });
        self.start = next;
        self.first_word = words_end;
        self.comment = u32::MAX;
        self.eol = u32::MAX;
        self.open_quote = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<Vec<&str>> {
        let tree = parse(text);
        tree.lines.iter().map(|line| tree.words_of(line).iter().map(|word| &text[word.span.range()]).collect()).collect()
    }

    #[test]
    fn quotes_open_and_close_inside_words() {
        assert_eq!(words("bi\"nd\" :80'8 0'\n"), [["bi\"nd\"", ":80'8 0'"]]);
        assert_eq!(words("a \"x\\\" # y\" b#c\n"), [["a", "\"x\\\" # y\"", "b"]]);
    }

    #[test]
    fn the_default_of_a_variable_runs_to_the_first_brace() {
        assert_eq!(words("a \"${X-b\"c}\" d\n"), [["a", "\"${X-b\"c}\"", "d"]]);
        assert_eq!(words("a \"${X}\" d\n"), [["a", "\"${X}\"", "d"]]);
    }

    #[test]
    fn a_carriage_return_ends_the_line_unless_a_blank_stands_before_it() {
        assert_eq!(words("bind :80\rjunk\nb\n"), [vec!["bind", ":80"], vec!["b"]]);
        assert_eq!(words("bind :80 \r x\n\r\r b\n"), [vec!["bind", ":80", "x"], vec!["b"]]);
        let tree = parse("a\rb c\n");
        assert_eq!(tree.faults, [Fault { kind: FaultKind::TextAfterCarriageReturn, span: Span::new(2, 5) }]);
        assert!(parse("a\r\nb\r\n").faults.is_empty());
    }

    #[test]
    fn an_open_quote_is_a_fault_of_its_line_only() {
        let tree = parse("a 'b\nc\n");
        assert_eq!(tree.faults, [Fault { kind: FaultKind::OpenQuote, span: Span::new(2, 4) }]);
        assert!(tree.lines[0].open_quote && !tree.lines[1].open_quote);
    }

    #[test]
    fn a_comment_ends_before_the_line_end() {
        let text = "a # b\r\nc#d\n";
        let tree = parse(text);
        assert_eq!(tree.lines.iter().filter_map(Line::comment).map(|span| &text[span.range()]).collect::<Vec<_>>(), ["# b", "#d"]);
    }

    /// `text` as the exact grammar alone reads it.
    fn exact(text: &str) -> Tree {
        let mut tree = Tree::default();
        let mut builder =
            Builder { tree: &mut tree, text, base: 0, start: 0, first_word: 0, comment: u32::MAX, eol: u32::MAX, open_quote: false };
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let next = start + line.len() as u32;
            let feed = next - u32::from(line.ends_with('\n'));
            builder.line(Span::new(start, feed));
            builder.end_line(feed, next);
            start = next;
        }
        tree
    }

    proptest::proptest! {
        #[test]
        fn the_fast_way_reads_what_the_exact_grammar_reads(text in "([ab ]|[ ab\t\r\n\\\\#\"'$x\u{b}é]|ab  cd|\n){0,40}") {
            let fast = parse_chunk(0, &text);
            let exact = exact(&text);
            proptest::prop_assert_eq!(fast.lines, exact.lines);
            proptest::prop_assert_eq!(fast.words, exact.words);
            proptest::prop_assert_eq!(fast.faults, exact.faults);
        }
    }

    #[test]
    fn chunks_join_without_a_seam() {
        let line = "    server name 127.0.0.1:80 check # comment\n";
        let text = line.repeat(5000);
        let tree = parse(&text);
        assert_eq!(tree.lines.len(), 5000);
        assert_eq!(tree.words.len(), 20_000);
        assert!(tree.lines.iter().all(|line| tree.words_of(line).len() == 4 && line.comment().is_some()));
    }
}
