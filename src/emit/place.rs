//! Locations as reports write them.

use serde::Serialize;

use crate::text::{Location, Position, Source, Sources, Span};

/// A location by path, lines and columns. Lines and columns start at 1, columns count bytes.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Place<'r> {
    pub(super) path: &'r str,
    pub(super) line: u32,
    pub(super) column: u32,
    pub(super) end_line: u32,
    pub(super) end_column: u32,
}

impl<'r> Place<'r> {
    pub(super) fn new(sources: &'r Sources, at: Location) -> Self {
        let source = sources.get(at.file);
        Self::by(source, at.span, |offset| source.position(offset))
    }

    /// The same with columns that count characters.
    pub(super) fn in_characters(sources: &'r Sources, at: Location) -> Self {
        let source = sources.get(at.file);
        Self::by(source, at.span, |offset| character_position(source, offset))
    }

    fn by(source: &'r Source, span: Span, position: impl Fn(u32) -> Position) -> Self {
        let span = within(source, span);
        let (start, end) = (position(span.start), position(span.end));
        Self { path: source.name(), line: start.line, column: start.column, end_line: end.line, end_column: end.column }
    }
}

/// The part of `span` that is in `source`.
pub(super) fn within(source: &Source, span: Span) -> Span {
    let start = span.start.min(source.len());
    Span::new(start, span.end.clamp(start, source.len()))
}

fn character_position(source: &Source, offset: u32) -> Position {
    let Position { line, .. } = source.position(offset);
    let before = &source.text().as_bytes()[Span::new(source.lines().start(line), offset).range()];
    let continued = |byte: u8| byte & 0b1100_0000 == 0b1000_0000;
    Position { line, column: before.iter().filter(|&&byte| !continued(byte)).count() as u32 + 1 }
}

/// `path` as programs on every system write it: with `/`, and no `./` in front.
pub(super) fn portable(path: &str) -> std::borrow::Cow<'_, str> {
    let path = path.strip_prefix("./").unwrap_or(path);
    if std::path::MAIN_SEPARATOR == '\\' { path.replace('\\', "/").into() } else { path.into() }
}
