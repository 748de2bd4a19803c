//! Reads the lines of one file in HAProxy's order.

use std::ops::Range;

use bumpalo::Bump;

use super::{Assumption, Directive, Document, LoadFault, LoadFaultKind, ParsedFile, Prefix, SectionLines};
use crate::product::haproxy::Target;
use crate::product::haproxy::decode::{DecodeContext, DecodedLine, MAX_WORDS, Word, WordFault};
use crate::product::haproxy::environment::Environment;
use crate::product::haproxy::preprocess::{ConditionContext, Truth, evaluate};
use crate::product::haproxy::tables::{PREFIX, SECTIONS};
use crate::schema::{Lookup, Row, Version};
use crate::syntax::Fault;
use crate::syntax::haproxy::{Line, RawWord};
use crate::text::{Location, Span};

/// `.if` blocks may be nested less deep than this (`MAXNESTEDCONDS`).
const MAX_NESTING: usize = 100;

/// A conditional block on the stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Block {
    /// The lines are read.
    Take,
    /// The lines are left out; a later branch may be taken.
    Drop,
    /// The lines are left out, and so are all later branches.
    Skip,
    /// Behind `.else`, read.
    ElseTake,
    /// Behind `.else`, left out.
    ElseDrop,
}

impl Block {
    fn reads(self) -> bool {
        matches!(self, Self::Take | Self::ElseTake)
    }
}

pub(super) struct Loader<'s, 'd> {
    file: ParsedFile<'s>,
    target: &'d Target,
    environment: &'d mut Environment,
    arena: &'s Bump,
    document: Document<'s>,
    words: Vec<Word<'s>>,
    blocks: Vec<(Block, Span)>,
    /// Row and name of the current section.
    section: Option<(&'static Row, &'s str)>,
    /// The last keyword that opens no section.
    keyword: &'s str,
    line: DecodedLine<'s>,
    skipped_from: Option<u32>,
}

impl<'s, 'd> Loader<'s, 'd> {
    pub(super) fn new(file: ParsedFile<'s>, target: &'d Target, environment: &'d mut Environment, arena: &'s Bump) -> Self {
        Self {
            file,
            target,
            environment,
            arena,
            document: Document::default(),
            words: Vec::new(),
            blocks: Vec::new(),
            section: None,
            keyword: "",
            line: DecodedLine::default(),
            skipped_from: None,
        }
    }

    /// Reads `lines`.
    pub(super) fn run(mut self, lines: Range<usize>) -> Document<'s> {
        let tree = self.file.tree;
        if lines.start == 0 {
            for Fault { kind, span } in &tree.faults {
                self.fault(LoadFaultKind::Text(*kind), *span);
            }
        }
        let taken = &tree.lines[lines.clone()];
        if let [first, .., last] = taken {
            self.words.reserve((last.words_end - first.words) as usize);
            self.document.directives.reserve(taken.len());
        }
        for (number, line) in lines.zip(taken) {
            if line.words == line.words_end || line.open_quote {
                continue;
            }
            if self.read(number as u32, line).is_err() {
                break;
            }
        }
        for (_, span) in std::mem::take(&mut self.blocks) {
            self.fault(LoadFaultKind::OpenBlock, span);
        }
        self.document.words.push(self.words);
        self.document
    }

    fn fault(&mut self, kind: LoadFaultKind, span: Span) {
        self.document.faults.push(LoadFault { kind, at: Location::new(self.file.id, span) });
    }

    /// Reads one line. `Err` if the lines below cannot be made sense of. Where HAProxy stops reading we go on, to report all faults.
    fn read(&mut self, number: u32, line: &Line) -> Result<(), ()> {
        let text = self.file.source.text();
        let raw = self.file.tree.words_of(line);
        let (Some(first), Some(last)) = (raw.first(), raw.last()) else { return Ok(()) };
        if text.as_bytes()[first.span.start as usize] == b'[' {
            self.scope(Span::new(first.span.start, line.eol));
            return Ok(());
        }
        if self.read_plain(raw, number) {
            return Ok(());
        }
        let blank_behind = last.span.end < line.comment().map_or(line.eol, |comment| comment.start);
        let context = DecodeContext {
            version: self.target.version,
            environment: self.environment,
            file: self.file.source.name(),
            line: number + 1,
            section: self.section.map_or("", |(_, name)| name),
        };
        if let Err(WordFault { kind, span }) = self.line.read(raw, text, blank_behind, &context, self.arena) {
            self.fault(LoadFaultKind::Word(kind), span);
            return Ok(());
        }
        let Some(first) = self.line.words.first().copied() else { return Ok(()) };
        if first.text.is_empty() && !first.opaque {
            return Ok(());
        }
        if first.text.starts_with('.') && self.block(first, number)? {
            return Ok(());
        }
        if !self.reads() {
            return Ok(());
        }
        if first.text.starts_with('.') {
            self.message(first);
            return Ok(());
        }
        if !self.cut_at_empty_word() {
            return Ok(());
        }
        self.directive(number);
        Ok(())
    }

    /// Reads a line whose words are just what is written, as most are. `false` if it may be anything else.
    fn read_plain(&mut self, raw: &[RawWord], number: u32) -> bool {
        let text = self.file.source.text();
        let first = &text[raw[0].span.range()];
        let special = first.starts_with('.') || matches!(first, "no" | "default") || raw.len() >= MAX_WORDS;
        if special || !self.reads() || raw.iter().any(|word| word.quoted) {
            return false;
        }
        let start = self.words.len() as u32;
        self.words.extend(raw.iter().map(|word| Word { text: &text[word.span.range()], span: word.span, opaque: false }));
        self.add(number, start, Prefix::None, false);
        true
    }

    fn reads(&self) -> bool {
        self.blocks.last().is_none_or(|(block, _)| block.reads())
    }

    /// Cuts the words at the first empty one. `false` if the line is refused for it.
    fn cut_at_empty_word(&mut self) -> bool {
        let Some(at) = self.line.words.iter().position(|word| word.text.is_empty() && !word.opaque) else { return true };
        let span = self.line.words[at].span;
        self.line.words.truncate(at);
        self.line.open_ended = false;
        self.fault(LoadFaultKind::EmptyWord, span);
        self.target.version < Version::new(3, 3)
    }

    /// A scope line: `[name]` alone. No keyword of ours is limited to a scope.
    fn scope(&mut self, span: Span) {
        let text = self.file.source.slice(span);
        let good = text[1..].split_once(']').is_some_and(|(name, rest)| {
            let rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '\u{b}');
            !name.is_empty()
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_:.-".contains(&byte))
                && (rest.is_empty() || rest.starts_with('#'))
        });
        if !good {
            self.fault(LoadFaultKind::BadScope, span);
        }
    }

    /// `.if` and its kin. `true` if the line was one.
    fn block(&mut self, first: Word<'s>, number: u32) -> Result<bool, ()> {
        match first.text {
            ".if" => {
                if self.blocks.len() + 1 >= MAX_NESTING {
                    self.fault(LoadFaultKind::TooDeep, first.span);
                    return Err(());
                }
                let block = if self.reads() { self.branch(first) } else { Block::Skip };
                self.blocks.push((block, first.span));
            }
            ".elif" => {
                let Some((block, span)) = self.blocks.last().copied() else { return Ok(self.unpaired(first)) };
                let next = match block {
                    Block::ElseTake | Block::ElseDrop => return Ok(self.unpaired(first)),
                    Block::Take | Block::Skip => Block::Skip,
                    Block::Drop => self.branch(first),
                };
                self.set_block(next, span);
            }
            ".else" => {
                self.no_arguments();
                let Some((block, span)) = self.blocks.last().copied() else { return Ok(self.unpaired(first)) };
                let next = match block {
                    Block::ElseTake | Block::ElseDrop => return Ok(self.unpaired(first)),
                    Block::Take | Block::Skip => Block::ElseDrop,
                    Block::Drop => Block::ElseTake,
                };
                self.set_block(next, span);
            }
            ".endif" => {
                self.no_arguments();
                if self.blocks.pop().is_none() {
                    return Ok(self.unpaired(first));
                }
            }
            _ => return Ok(false),
        }
        self.note_skipped(number);
        Ok(true)
    }

    fn set_block(&mut self, block: Block, span: Span) {
        self.blocks.pop();
        self.blocks.push((block, span));
    }

    fn unpaired(&mut self, first: Word<'s>) -> bool {
        self.fault(LoadFaultKind::Unpaired, first.span);
        true
    }

    fn no_arguments(&mut self) {
        if let Some(word) = self.line.words.get(1).copied().filter(|word| !word.text.is_empty()) {
            self.fault(LoadFaultKind::ExtraArgument, word.span);
        }
    }

    fn note_skipped(&mut self, number: u32) {
        match (self.reads(), self.skipped_from) {
            (true, Some(from)) => {
                self.document.skipped.push((self.file.id, from..number));
                self.skipped_from = None;
            }
            (false, None) => self.skipped_from = Some(number + 1),
            _ => {}
        }
    }

    /// Evaluates the condition of the line at hand. One that makes no sense counts as true, so that the lines below are looked at.
    fn branch(&mut self, first: Word<'s>) -> Block {
        let words = &self.line.words[1..];
        let text = words.iter().map(|word| word.text).collect::<Vec<_>>().join(" ");
        let span = match (words.first(), words.last()) {
            (Some(from), Some(to)) => from.span.to(to.span),
            _ => first.span,
        };
        let opaque = words.iter().any(|word| word.opaque);
        let context = ConditionContext { version: self.target.version, environment: self.environment, build: &self.target.profile };
        match evaluate(&text, &context) {
            _ if opaque => self.assume(span, "a variable that is not known here"),
            Ok(Truth::True) => Block::Take,
            Ok(Truth::False) => Block::Drop,
            Ok(Truth::Unknown(reason)) => self.assume(span, &reason.to_string()),
            Err(fault) => {
                self.fault(LoadFaultKind::BadCondition(fault.message), span);
                Block::Take
            }
        }
    }

    /// Takes a branch whose condition cannot be known from the text.
    fn assume(&mut self, span: Span, reason: &str) -> Block {
        let message = format!("this condition depends on {reason}: it is taken as true, and its other branches are not checked");
        self.document.assumptions.push(Assumption { at: Location::new(self.file.id, span), message });
        Block::Take
    }

    /// `.alert` and its kin.
    fn message(&mut self, first: Word<'s>) {
        if !matches!(first.text, ".alert" | ".warning" | ".notice" | ".diag") {
            self.fault(LoadFaultKind::UnknownDot, first.span);
            return;
        }
        if let Some(word) = self.line.words.get(2).copied().filter(|word| !word.text.is_empty()) {
            self.fault(LoadFaultKind::ExtraArgument, word.span);
            return;
        }
        let (text, span) = self.line.words.get(1).map_or(("", first.span), |word| (word.text, word.span));
        match first.text {
            ".alert" => self.fault(LoadFaultKind::Alert(text.to_owned()), span),
            ".warning" => self.fault(LoadFaultKind::Warning(text.to_owned()), span),
            _ => {}
        }
    }

    fn directive(&mut self, number: u32) {
        let written = self.line.words.first().copied();
        let prefix = self.prefix();
        let Some(first) = self.line.words.first().copied() else {
            // The prefix stands alone.
            if let Some(word) = written {
                self.fault(LoadFaultKind::BadPrefix, word.span);
            }
            return;
        };
        if prefix != Prefix::None && !PREFIX.iter().any(|row| row.name == first.text && row.known(self.target.version)) {
            self.fault(LoadFaultKind::BadPrefix, first.span);
        }
        let start = self.words.len() as u32;
        self.words.extend_from_slice(&self.line.words);
        self.add(number, start, prefix, self.line.open_ended);
    }

    /// Adds a directive of the words from `start` on: to the section at hand, or as the header of the next one.
    fn add(&mut self, number: u32, start: u32, prefix: Prefix, open_ended: bool) {
        let words = start..self.words.len() as u32;
        let [first, rest @ ..] = &self.words[start as usize..] else { return };
        let index = self.document.directives.len() as u32;
        self.document.directives.push(Directive { file: self.file.id, line: number, part: 0, words, prefix, open_ended });
        // Most lines begin like the one before.
        let is_known = first.text == self.keyword;
        if !is_known && let Lookup::Row(row) = SECTIONS.lookup(first.text, self.target.version) {
            let name = rest.first().map_or(first.text, |word| word.text);
            self.section = Some((row, name));
            self.document.sections.push(SectionLines {
                row: Some(row),
                header: index,
                directives: index + 1..index + 1,
                file: self.file.id,
            });
        } else {
            self.keyword = first.text;
            if self.section.is_none() && self.document.sections.last().is_none_or(|last| last.row.is_some() || last.file != self.file.id) {
                self.document.sections.push(SectionLines { row: None, header: index, directives: index..index, file: self.file.id });
            }
            self.variables(start);
        }
        if let Some(section) = self.document.sections.last_mut() {
            section.directives.end = index + 1;
        }
    }

    /// Takes `no` or `default` off the line at hand.
    fn prefix(&mut self) -> Prefix {
        let prefix = match self.line.words.first().map(|word| word.text) {
            Some("no") => Prefix::No,
            Some("default") => Prefix::Default,
            _ => return Prefix::None,
        };
        // Until 3.3 `default` moves the words one place to the left but leaves the last one where it was.
        if let (Prefix::Default, true, Some(last)) = (prefix, self.target.version < Version::new(3, 4), self.line.words.last().copied()) {
            self.line.words.push(last);
        }
        self.line.words.remove(0);
        prefix
    }

    /// Follows what a `global` section does to the environment; the words at hand begin at `start`.
    fn variables(&mut self, start: u32) {
        if self.section.is_none_or(|(row, _)| row.name != "global") {
            return;
        }
        let [keyword, arguments @ ..] = &self.words[start as usize..] else { return };
        let names = arguments.iter().map(|word| word.text);
        match (keyword.text, arguments) {
            ("setenv", [name, value, ..]) if value.opaque => self.environment.setenv_unknown(name.text),
            ("setenv", [name, value, ..]) => self.environment.setenv(name.text, value.text),
            ("presetenv", [name, value, ..]) if !value.opaque => self.environment.presetenv(name.text, value.text),
            ("unsetenv", _) => self.environment.unsetenv(names),
            ("resetenv", _) => self.environment.resetenv(names),
            _ => {}
        }
    }
}
