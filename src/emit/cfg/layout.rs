//! Where lines, words and comments go.

use bumpalo::Bump;

use super::keep::whole;
use super::spelling::spell;
use super::{Options, comment_of};
use crate::product::haproxy::VERSIONS;
use crate::product::haproxy::decode::{DecodeContext, DecodedLine};
use crate::product::haproxy::environment::Environment;
use crate::product::haproxy::tables::SECTIONS;
use crate::schema::Lookup;
use crate::syntax::haproxy::{Line, RawWord, Tree};
use crate::text::{Source, Span};

/// Comments are not moved beyond this column (from 0) for the sake of others.
const LIMIT: usize = 100;
/// Blanks between the last word and a comment.
const GAP: usize = 2;
/// Tab stops, to tell in which column a comment stands.
const TAB: usize = 8;

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Nothing.
    Blank,
    /// Left alone.
    Kept,
    /// Opens a section.
    Header,
    /// `.if` and its kin.
    Dot,
    /// Any other line with words.
    Directive,
    /// A comment alone.
    Comment,
}

/// One line on its way into the normal form.
#[derive(Debug, Clone, Copy)]
struct Row {
    role: Role,
    /// Column at which it starts.
    indent: usize,
    /// Offset behind its words in the text of all words.
    code: usize,
    /// Column behind its words.
    end: usize,
    /// Column of its comment in the original.
    found: Option<usize>,
    /// Column of its comment in the normal form.
    column: usize,
}

/// The normal form of `tree`; lines that are `kept` are copied.
pub(super) fn lay_out(source: &Source, tree: &Tree, kept: &[bool], options: Options) -> Vec<u8> {
    let (mut rows, code) = read(source, tree, kept, options);
    settle_lone_comments(&mut rows);
    for paragraph in rows.chunk_by_mut(|above, below| in_paragraph(above) && in_paragraph(below)) {
        align(paragraph, options.align_comments);
    }
    write(source, tree, &rows, &code)
}

/// All lines with their words spelled out, and the text of all words.
fn read(source: &Source, tree: &Tree, kept: &[bool], options: Options) -> (Vec<Row>, Vec<u8>) {
    let mut code = Vec::with_capacity(source.bytes().len());
    let mut rows = Vec::with_capacity(tree.lines.len());
    let mut indent = 0;
    for (number, line) in tree.lines.iter().enumerate() {
        let words = tree.words_of(line);
        let found = line.comment().map(|comment| column(0, source.slice(Span::new(line.start, comment.start))));
        let role = if kept[number] { Role::Kept } else { role(source, words, line) };
        let start = match role {
            Role::Header | Role::Dot => 0,
            _ => indent,
        };
        let end = if role == Role::Kept { start } else { append_words(source, words, start, &mut code) };
        rows.push(Row { role, indent: start, code: code.len(), end, found, column: end + GAP });
        if role == Role::Header {
            indent = usize::from(options.indent);
        }
    }
    (rows, code)
}

/// The column behind `text` if it starts at column `start`.
fn column(start: usize, text: &str) -> usize {
    if !text.contains('\t') {
        return start + text.chars().count();
    }
    text.chars().fold(start, |at, c| if c == '\t' { (at / TAB + 1) * TAB } else { at + 1 })
}

/// Appends `words`, joined by blanks, to `code`; the column behind them if they start at column `start`.
fn append_words(source: &Source, words: &[RawWord], start: usize, code: &mut Vec<u8>) -> usize {
    let mut end = start;
    for (at, word) in words.iter().enumerate() {
        if at > 0 {
            code.push(b' ');
            end += 1;
        }
        let bytes = &source.bytes()[word.span.range()];
        let spelled = if word.quoted { spell(bytes, at == 0) } else { bytes.into() };
        end = if spelled.len() == bytes.len() { column(end, source.slice(word.span)) } else { end + spelled.len() };
        code.extend_from_slice(&spelled);
    }
    end
}

fn role(source: &Source, words: &[RawWord], line: &Line) -> Role {
    let Some(first) = words.first() else { return if line.comment().is_some() { Role::Comment } else { Role::Blank } };
    let arena = Bump::new();
    let keyword = if first.quoted { value(source, *first, &arena) } else { source.slice(first.span) };
    if keyword.starts_with('.') {
        return Role::Dot;
    }
    // A section of another version is a section to the eye, too.
    match SECTIONS.lookup(keyword, VERSIONS.1) {
        Lookup::Unknown => Role::Directive,
        _ => Role::Header,
    }
}

/// The value of `word`; empty if it cannot be known.
fn value<'a>(source: &'a Source, word: RawWord, arena: &'a Bump) -> &'a str {
    let environment = Environment::unknown();
    let context = DecodeContext { version: VERSIONS.1, environment: &environment, file: "", line: 1, section: "" };
    let mut line = DecodedLine::default();
    let known = line.read(&[word], source.text(), false, &context, arena).is_ok();
    line.words.first().filter(|word| known && !word.opaque).map_or("", |word| word.text)
}

/// Gives comments on lines of their own the indent of their section. One at the margin stays there if no directive of the section
/// follows: it speaks of the next section.
fn settle_lone_comments(rows: &mut [Row]) {
    let mut next = Role::Header;
    for row in rows.iter_mut().rev() {
        match row.role {
            Role::Header | Role::Directive => next = row.role,
            Role::Comment => {
                if row.found == Some(0) && next == Role::Header {
                    row.indent = 0;
                }
                row.column = row.indent;
            }
            Role::Blank | Role::Kept | Role::Dot => {}
        }
    }
}

fn in_paragraph(row: &Row) -> bool {
    matches!(row.role, Role::Directive | Role::Comment)
}

/// Puts the comments of a paragraph into one column. A comment on a line of its own goes along if it stands below or above one that
/// trails: it continues that comment.
fn align(paragraph: &mut [Row], together: bool) {
    let fits = |row: &Row| row.role == Role::Directive && row.found.is_some() && row.end + GAP <= LIMIT;
    if together {
        let column = paragraph.iter().filter(|row| fits(row)).map(|row| row.end + GAP).max();
        for row in paragraph.iter_mut().filter(|row| fits(row)) {
            row.column = column.unwrap_or(row.column);
        }
    }
    // Downwards second: where both neighbours would do, the comment above counts.
    follow(paragraph.iter_mut().rev());
    follow(paragraph.iter_mut());
}

/// Moves lone comments that stood in the column of the last trailing comment to where that one went.
fn follow<'r>(rows: impl Iterator<Item = &'r mut Row>) {
    let mut trailing: Option<Row> = None;
    for row in rows {
        match (row.role, row.found, trailing) {
            (Role::Directive, Some(_), _) => trailing = Some(*row),
            (Role::Comment, found, Some(trailing)) if found == trailing.found => row.column = trailing.column,
            _ => {}
        }
    }
}

fn write(source: &Source, tree: &Tree, rows: &[Row], code: &[u8]) -> Vec<u8> {
    // A file that asks for line numbers keeps its lines where they are.
    let folds = memchr::memmem::find(source.bytes(), b".LINE").is_none();
    let mut text = Vec::with_capacity(source.bytes().len() + source.bytes().len() / 4);
    let (mut blank_lines, mut from) = (0, 0);
    for (number, row) in rows.iter().enumerate() {
        let words = &code[from..row.code];
        from = row.code;
        if row.role == Role::Blank {
            blank_lines += 1;
            continue;
        }
        let blank_lines = std::mem::take(&mut blank_lines);
        let wanted = if folds { blank_lines.min(usize::from(!text.is_empty())) } else { blank_lines };
        text.resize(text.len() + wanted, b'\n');
        if row.role == Role::Kept {
            let bytes = &source.bytes()[whole(source, tree, number).range()];
            text.extend_from_slice(bytes.strip_suffix(b"\n").unwrap_or(bytes));
        } else {
            write_line(row, words, comment_of(source, &tree.lines[number]), &mut text);
        }
        text.push(b'\n');
    }
    text
}

fn write_line(row: &Row, words: &[u8], comment: Option<&[u8]>, text: &mut Vec<u8>) {
    let mut pad = |blanks: usize| text.resize(text.len() + blanks, b' ');
    if words.is_empty() {
        pad(row.column);
    } else {
        pad(row.indent);
        text.extend_from_slice(words);
        if comment.is_some() {
            text.resize(text.len() + row.column.saturating_sub(row.end), b' ');
        }
    }
    text.extend_from_slice(comment.unwrap_or_default());
}
