//! The bytes of a file, its name and its lines.

use std::fmt;
use std::sync::OnceLock;

use super::Span;

/// Index of a file in [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// A source that does not fit 32-bit offsets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLarge;

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the file is larger than 4 GiB")
    }
}

impl std::error::Error for TooLarge {}

/// A line and a column, both from 1; the column counts bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Byte in the line, from 1.
    pub column: u32,
}

/// The bytes of one file under the name they are reported by.
///
/// Bytes that are not UTF-8 are kept, and stand as one `?` each in [`Source::text`], so that every offset into the text is an
/// offset into the bytes.
#[derive(Debug)]
pub struct Source {
    name: String,
    bytes: Bytes,
    lines: OnceLock<LineTable>,
}

#[derive(Debug)]
enum Bytes {
    Utf8(String),
    Other { bytes: Vec<u8>, text: String },
}

impl Source {
    /// A source called `name` with these bytes.
    ///
    /// # Errors
    /// [`TooLarge`] if an offset would not fit 32 bits.
    pub fn new(name: impl Into<String>, bytes: Vec<u8>) -> Result<Self, TooLarge> {
        if u32::try_from(bytes.len()).is_err() {
            return Err(TooLarge);
        }
        let bytes = match String::from_utf8(bytes) {
            Ok(text) => Bytes::Utf8(text),
            Err(error) => {
                let bytes = error.into_bytes();
                let text = replace_invalid(&bytes);
                Bytes::Other { bytes, text }
            }
        };
        Ok(Self { name: name.into(), bytes, lines: OnceLock::new() })
    }

    /// The name it is reported by: a path as given, or the name of standard input.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The bytes as read.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        match &self.bytes {
            Bytes::Utf8(text) => text.as_bytes(),
            Bytes::Other { bytes, .. } => bytes,
        }
    }

    /// The bytes as read, taken out.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        match self.bytes {
            Bytes::Utf8(text) => text.into_bytes(),
            Bytes::Other { bytes, .. } => bytes,
        }
    }

    /// The bytes as text of the same length; a byte that is not UTF-8 reads as `?`.
    #[must_use]
    pub fn text(&self) -> &str {
        match &self.bytes {
            Bytes::Utf8(text) | Bytes::Other { text, .. } => text,
        }
    }

    /// The text of `span`; empty if it is not in the source.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text().get(span.range()).unwrap_or_default()
    }

    /// Its length in bytes.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.bytes().len() as u32
    }

    /// Whether it has no bytes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes().is_empty()
    }

    /// Its lines; the table is made at the first call.
    pub fn lines(&self) -> &LineTable {
        self.lines.get_or_init(|| LineTable::new(self.bytes()))
    }

    /// Line and column of `offset`.
    pub fn position(&self, offset: u32) -> Position {
        self.lines().position(offset)
    }

    /// The text of `line` (from 1) without its end.
    pub fn line_text(&self, line: u32) -> &str {
        self.slice(self.lines().span(line, self.len())).trim_end_matches(['\n', '\r'])
    }
}

/// `bytes` as text of the same length, with `?` for every byte that is not part of a UTF-8 character.
fn replace_invalid(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| '?'));
    }
    text
}

/// The offsets at which lines start.
#[derive(Debug)]
pub struct LineTable {
    starts: Vec<u32>,
}

impl LineTable {
    fn new(bytes: &[u8]) -> Self {
        let mut starts = Vec::with_capacity(bytes.len() / 32 + 1);
        starts.push(0);
        starts.extend(memchr::memchr_iter(b'\n', bytes).map(|at| at as u32 + 1));
        Self { starts }
    }

    /// Number of lines; text behind the last line feed counts as one, even if it is empty.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.starts.len() as u32
    }

    /// Line and column of `offset`.
    #[must_use]
    pub fn position(&self, offset: u32) -> Position {
        let line = self.starts.partition_point(|&start| start <= offset);
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or_default();
        Position { line: line.max(1) as u32, column: offset - start + 1 }
    }

    /// Offset of the first byte of `line` (from 1); the last line's if there is none.
    #[must_use]
    pub fn start(&self, line: u32) -> u32 {
        let index = (line.max(1) as usize - 1).min(self.starts.len() - 1);
        self.starts[index]
    }

    /// The range of `line` (from 1) with its line feed, in a source of `len` bytes.
    #[must_use]
    pub fn span(&self, line: u32, len: u32) -> Span {
        let end = self.starts.get(line.max(1) as usize).copied().unwrap_or(len);
        Span::new(self.start(line).min(end), end)
    }
}

/// All files of a run.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    /// No files yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file.
    pub fn add(&mut self, source: Source) -> FileId {
        self.files.push(source);
        FileId(self.files.len() as u32 - 1)
    }

    /// The file `id` stands for.
    ///
    /// # Panics
    /// If `id` is of another set.
    #[must_use]
    pub fn get(&self, id: FileId) -> &Source {
        &self.files[id.0 as usize]
    }

    /// All files with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Source)> {
        self.files.iter().enumerate().map(|(index, source)| (FileId(index as u32), source))
    }

    /// Number of files.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_not_text_keep_their_offsets() {
        let source = Source::new("x", b"a\xff\xfeb\xc3\xa9".to_vec()).unwrap();
        assert_eq!(source.text(), "a??b\u{e9}");
        assert_eq!(source.bytes().len(), source.text().len());
    }

    #[test]
    fn positions_count_lines_and_bytes_from_one() {
        let source = Source::new("x", b"ab\n\ncd".to_vec()).unwrap();
        assert_eq!(source.position(0), Position { line: 1, column: 1 });
        assert_eq!(source.position(2), Position { line: 1, column: 3 });
        assert_eq!(source.position(3), Position { line: 2, column: 1 });
        assert_eq!(source.position(6), Position { line: 3, column: 3 });
        assert_eq!(source.line_text(3), "cd");
        assert_eq!(source.lines().count(), 3);
    }
}
