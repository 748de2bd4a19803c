//! The values of words: quotes, escapes and variables, as `parse_line()` of HAProxy's `src/tools.c` reads them.

use bumpalo::Bump;

use super::environment::{Environment, Lookup as Variable};
use crate::schema::Version;
use crate::syntax::haproxy::RawWord;
use crate::text::Span;

/// At most this many words make a line (`MAX_LINE_ARGS`).
pub const MAX_WORDS: usize = 64;

/// The version whose lexer opens a new word only when something stands in it.
const COUNTS_WORDS: Version = Version::new(3, 2);
/// The version in which the quote behind an unset variable is skipped together with the blanks that follow it.
const GLUES: Version = Version::new(2, 9);
/// The version in which an empty list of words leaves no word.
const DROPS_EMPTY_LISTS: Version = Version::new(3, 3);

/// A word as HAProxy's parsers get it.
#[derive(Debug, Clone, Copy)]
pub struct Word<'s> {
    /// Its value. Of bytes that are no text a replacement character stands.
    pub text: &'s str,
    /// Where it stands in the file.
    pub span: Span,
    /// Whether part of the value comes from a variable that is not known here.
    pub opaque: bool,
}

/// What stops HAProxy from reading a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WordFault {
    /// What is wrong.
    pub kind: WordFaultKind,
    /// Where.
    pub span: Span,
}

/// The ways in which a word can be broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordFaultKind {
    /// `\x` without two hexadecimal digits.
    BadHex,
    /// A variable whose name starts with something else than a letter, `_` or `.`, or a pseudo variable that does not exist.
    BadVariable,
    /// A `${` that is not closed, or that holds more than a name, `[*]` and a default.
    OpenBrace,
    /// A `[` behind the name of a variable that is not `[*]`.
    BadExpansion,
    /// More than 64 words.
    TooManyWords,
}

/// What is known where a line is read.
pub struct DecodeContext<'e> {
    /// The target version.
    pub version: Version,
    /// The variables.
    pub environment: &'e Environment,
    /// Name of the file, for `.FILE`.
    pub file: &'e str,
    /// Line number, for `.LINE`.
    pub line: u32,
    /// Name of the section, for `.SECTION`.
    pub section: &'e str,
}

/// The words of one line.
#[derive(Debug, Default)]
pub struct DecodedLine<'s> {
    /// The words. An empty one ends the list for all parsers.
    pub words: Vec<Word<'s>>,
    /// Whether a list of words that is not known stands in it, so that their number is not known.
    pub open_ended: bool,
}

impl<'s> DecodedLine<'s> {
    /// Reads the words `raw` of `text` into `self`, which is emptied first; `blank_behind` tells whether a blank follows the last word.
    ///
    /// # Errors
    /// The first fault; the line is not read then.
    pub fn read(
        &mut self,
        raw: &[RawWord],
        text: &'s str,
        blank_behind: bool,
        context: &DecodeContext<'_>,
        arena: &'s Bump,
    ) -> Result<(), WordFault> {
        self.words.clear();
        self.open_ended = false;
        let mut decoder = Decoder { context, arena, words: &mut self.words, open_ended: false, value: Vec::new(), pending: None };
        for word in raw {
            let source = &text[word.span.range()];
            if word.quoted || decoder.pending.is_some() {
                decoder.word(source, word.span)?;
            } else {
                decoder.words.push(Word { text: source, span: word.span, opaque: false });
            }
        }
        let left_open = decoder.pending.is_some() && decoder.value.is_empty();
        decoder.finish();
        self.open_ended = decoder.open_ended;
        // Until 3.1 a blank opens the next word at once, even if nothing stands in it.
        let opened = self.words.len() + usize::from((blank_behind || left_open) && context.version < COUNTS_WORDS);
        match self.words.last() {
            Some(last) if opened > MAX_WORDS => Err(WordFault { kind: WordFaultKind::TooManyWords, span: last.span }),
            _ => Ok(()),
        }
    }
}

struct Decoder<'s, 'w, 'e> {
    context: &'w DecodeContext<'e>,
    arena: &'s Bump,
    words: &'w mut Vec<Word<'s>>,
    open_ended: bool,
    /// The value of the word at hand.
    value: Vec<u8>,
    /// A word that an unset variable left open (2.9 to 3.1): the next one continues it.
    pending: Option<Span>,
}

impl Decoder<'_, '_, '_> {
    fn word(&mut self, source: &str, span: Span) -> Result<(), WordFault> {
        let mut reader =
            Reader { bytes: source.as_bytes(), at: 0, base: span.start, quote: None, opaque: false, started: false, counts: true };
        let span = match self.pending.take() {
            Some(before) => before.to(span),
            None => {
                self.value.clear();
                span
            }
        };
        while let Some(byte) = reader.peek() {
            match byte {
                b'"' | b'\'' if reader.quote.is_none() => {
                    reader.quote = Some(byte);
                    reader.counts = true;
                    reader.at += 1;
                }
                _ if Some(byte) == reader.quote => {
                    reader.quote = None;
                    reader.at += 1;
                    reader.started |= reader.counts;
                }
                b'\\' if reader.quote != Some(b'\'') => {
                    reader.started = true;
                    let value = reader.escape()?;
                    self.value.push(value);
                }
                b'$' if reader.quote == Some(b'"') => {
                    if self.variable(&mut reader, span)? {
                        self.pending = Some(span);
                        return Ok(());
                    }
                }
                _ => {
                    reader.started = true;
                    self.value.push(byte);
                    reader.at += 1;
                }
            }
        }
        if reader.started || self.context.version < DROPS_EMPTY_LISTS {
            self.push(span, reader.opaque);
        }
        Ok(())
    }

    fn finish(&mut self) {
        // 3.2 counts the word as soon as it is opened.
        if let Some(span) = self.pending.take()
            && (!self.value.is_empty() || self.context.version >= COUNTS_WORDS)
        {
            self.push(span, false);
        }
    }

    fn push(&mut self, span: Span, opaque: bool) {
        // An escaped NUL ends the word as far as C is concerned.
        let end = memchr::memchr(0, &self.value).unwrap_or(self.value.len());
        let text = self.arena.alloc_str(&String::from_utf8_lossy(&self.value[..end]));
        self.words.push(Word { text, span, opaque });
        self.value.clear();
    }

    /// Reads a variable. `true` if it is unset and swallows the quote behind it.
    fn variable(&mut self, reader: &mut Reader<'_>, span: Span) -> Result<bool, WordFault> {
        let reference = reader.reference()?;
        reader.counts &= !reference.expand;
        let line;
        let value = match reference.name.strip_prefix('.') {
            Some("FILE") => Variable::Known(self.context.file),
            Some("LINE") => {
                line = self.context.line.to_string();
                Variable::Known(&line)
            }
            Some("SECTION") => Variable::Known(self.context.section),
            Some(_) => return Err(WordFault { kind: WordFaultKind::BadVariable, span: reference.span }),
            None => self.context.environment.lookup(reference.name),
        };
        match value {
            Variable::Known(value) => self.value_of(value, reference.expand, reader, span),
            Variable::Unset => {
                if let Some(default) = reference.default {
                    self.value_of(default, reference.expand, reader, span);
                } else if !reference.expand {
                    reader.started = true;
                }
                let glues = self.context.version >= GLUES && self.context.version < DROPS_EMPTY_LISTS;
                if reference.default.is_none() && glues && reader.peek() == Some(b'"') && reader.at + 1 == reader.bytes.len() {
                    return Ok(true);
                }
            }
            Variable::Unknown => {
                reader.started = true;
                reader.opaque = true;
                self.open_ended |= reference.expand;
            }
        }
        Ok(false)
    }

    fn value_of(&mut self, value: &str, expand: bool, reader: &mut Reader<'_>, span: Span) {
        if !expand {
            reader.started |= !value.is_empty() || self.context.version < DROPS_EMPTY_LISTS;
            self.value.extend_from_slice(value.as_bytes());
            return;
        }
        let mut parts = value.split(|c: char| c.is_ascii_whitespace() || c == '\u{b}');
        let mut last = parts.next().unwrap_or_default();
        for part in parts {
            self.value.extend_from_slice(last.as_bytes());
            if !self.value.is_empty() {
                self.push(span, reader.opaque);
            }
            reader.started = false;
            last = part;
        }
        reader.started |= !last.is_empty();
        self.value.extend_from_slice(last.as_bytes());
    }
}

/// A variable as it is written.
struct Reference<'b> {
    name: &'b str,
    span: Span,
    expand: bool,
    default: Option<&'b str>,
}

struct Reader<'b> {
    bytes: &'b [u8],
    at: usize,
    base: u32,
    quote: Option<u8>,
    opaque: bool,
    /// Whether anything makes the word exist, even if it is empty.
    started: bool,
    /// Whether the quotes at hand make it exist even if nothing stands in them: not if they hold a list.
    counts: bool,
}

impl<'b> Reader<'b> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn fault(&self, kind: WordFaultKind, start: usize, end: usize) -> WordFault {
        WordFault { kind, span: Span::new(self.base + start as u32, self.base + end.min(self.bytes.len()) as u32) }
    }

    /// The value of the escape at hand; a backslash before anything else stands for itself.
    fn escape(&mut self) -> Result<u8, WordFault> {
        let next = self.bytes.get(self.at + 1).copied();
        let value = match next {
            Some(byte @ (b' ' | b'\\' | b'#' | b'\'' | b'"')) => byte,
            Some(b'$') if self.quote == Some(b'"') => b'$',
            Some(b't') => b'\t',
            Some(b'n') => b'\n',
            Some(b'r') => b'\r',
            Some(b'x') => {
                let digit = |at: usize| self.bytes.get(at).and_then(|&byte| char::from(byte).to_digit(16));
                let (Some(high), Some(low)) = (digit(self.at + 2), digit(self.at + 3)) else {
                    return Err(self.fault(WordFaultKind::BadHex, self.at, self.at + 4));
                };
                self.at += 4;
                return Ok((high * 16 + low) as u8);
            }
            _ => {
                self.at += 1;
                return Ok(b'\\');
            }
        };
        self.at += 2;
        Ok(value)
    }

    /// The variable whose `$` is at hand.
    fn reference(&mut self) -> Result<Reference<'b>, WordFault> {
        let start = self.at;
        self.at += 1;
        let brace = self.peek() == Some(b'{');
        if brace {
            self.at += 1;
        }
        let name_start = self.at;
        if !self.peek().is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_' || byte == b'.') {
            return Err(self.fault(WordFaultKind::BadVariable, start, name_start + 1));
        }
        self.at += 1;
        while self.peek().is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            self.at += 1;
        }
        let name = std::str::from_utf8(&self.bytes[name_start..self.at]).unwrap_or_default();
        let span = Span::new(self.base + name_start as u32, self.base + self.at as u32);
        let mut reference = Reference { name, span, expand: false, default: None };
        if !brace {
            return Ok(reference);
        }
        if self.peek() == Some(b'[') {
            if !self.bytes[self.at..].starts_with(b"[*]") {
                return Err(self.fault(WordFaultKind::BadExpansion, self.at, self.at + 3));
            }
            self.at += 3;
            reference.expand = true;
        }
        if self.peek() == Some(b'-') {
            let Some(len) = memchr::memchr(b'}', &self.bytes[self.at..]) else {
                return Err(self.fault(WordFaultKind::OpenBrace, start + 1, self.bytes.len()));
            };
            reference.default = std::str::from_utf8(&self.bytes[self.at + 1..self.at + len]).ok();
            self.at += len;
        } else if self.peek() != Some(b'}') {
            return Err(self.fault(WordFaultKind::OpenBrace, start + 1, self.at + 1));
        }
        self.at += 1;
        Ok(reference)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::haproxy::parse;

    fn decode(line: &str, version: Version, environment: &Environment) -> Result<Vec<String>, WordFaultKind> {
        let tree = parse(line);
        let arena = Bump::new();
        let context = DecodeContext { version, environment, file: "x.cfg", line: 7, section: "f" };
        let mut decoded = DecodedLine::default();
        decoded.read(&tree.words, line, false, &context, &arena).map_err(|fault| fault.kind)?;
        Ok(decoded.words.iter().map(|word| word.text.to_owned()).collect())
    }

    fn latest(line: &str) -> Result<Vec<String>, WordFaultKind> {
        decode(line, Version::new(3, 4), &Environment::complete([("X", "1"), ("LIST", "a b  c")]))
    }

    #[test]
    fn escapes_work_outside_single_quotes() {
        assert_eq!(latest(r#"a\ b "c\td" 'e\tf' g\x41 \$X "\$X" \q"#).unwrap(), ["a b", "c\td", "e\\tf", "gA", "\\$X", "$X", "\\q"]);
        assert_eq!(latest(r"\xZ0"), Err(WordFaultKind::BadHex));
    }

    #[test]
    fn variables_work_in_double_quotes() {
        assert_eq!(latest(r#"$X '$X' "$X" "a${X}b" "${Y-d e}" "${.LINE}:${.SECTION}""#).unwrap(), ["$X", "$X", "1", "a1b", "d e", "7:f"]);
        assert_eq!(latest(r#""\.php$""#), Err(WordFaultKind::BadVariable));
        assert_eq!(latest(r#""${X:-1}""#), Err(WordFaultKind::OpenBrace));
        assert_eq!(latest(r#""${X[0]}""#), Err(WordFaultKind::BadExpansion));
        assert_eq!(latest(r#""${.NOPE}""#), Err(WordFaultKind::BadVariable));
    }

    #[test]
    fn lists_become_words() {
        assert_eq!(latest(r#"x "${LIST[*]}" y"#).unwrap(), ["x", "a", "b", "c", "y"]);
        assert_eq!(latest(r#"x "<${LIST[*]}>" y"#).unwrap(), ["x", "<a", "b", "c>", "y"]);
        assert_eq!(latest(r#"x "${NONE[*]}" y"#).unwrap(), ["x", "y"]);
    }

    #[test]
    fn unset_variables_differ_by_version() {
        let none = Environment::complete::<&str, &str>([]);
        let words = |minor| decode(r#"x a"${NONE}" y"#, minor, &none).unwrap();
        assert_eq!(words(Version::new(2, 6)), ["x", "a", "y"]);
        assert_eq!(words(Version::new(3, 0)), ["x", "ay"]);
        assert_eq!(words(Version::new(3, 4)), ["x", "a", "y"]);
        assert_eq!(decode(r#"x "${NONE}" y"#, Version::new(3, 0), &none).unwrap(), ["x", "y"]);
        assert_eq!(decode(r#"x "${NONE}" y"#, Version::new(3, 4), &none).unwrap(), ["x", "", "y"]);
    }

    #[test]
    fn a_line_has_64_words() {
        let line = "w ".repeat(64);
        let environment = Environment::complete::<&str, &str>([]);
        let read = |text: &str, blank| {
            let arena = Bump::new();
            let tree = parse(text);
            let context = DecodeContext { version: Version::new(2, 6), environment: &environment, file: "", line: 1, section: "" };
            DecodedLine::default().read(&tree.words, text, blank, &context, &arena).is_ok()
        };
        assert!(read(&line, false));
        assert!(!read(&line, true));
        assert!(!read(&format!("{line}w"), false));
    }
}
