//! Reads lines in HAProxy's order: conditional blocks, prefixes, sections. The result is a list of directives, each with its words.

use std::ops::Range;

use bumpalo::Bump;

use super::Target;
use super::decode::{DecodeContext, DecodedLine, MAX_WORDS, Word, WordFault, WordFaultKind};
use super::environment::Environment;
use super::preprocess::{ConditionContext, Truth, evaluate};
use super::tables::{self, PREFIX, SECTIONS};
use crate::parallel;
use crate::schema::{Lookup, Row, Version};
use crate::syntax::haproxy::{Line, RawWord, Tree};
use crate::syntax::{Fault, FaultKind};
use crate::text::{FileId, Location, Source, Span};

/// `.if` blocks may be nested less deep than this (`MAXNESTEDCONDS`).
const MAX_NESTING: usize = 100;

/// A parsed file, on its way into a model.
#[derive(Debug, Clone, Copy)]
pub struct ParsedFile<'s> {
    /// Its id.
    pub id: FileId,
    /// Its text.
    pub source: &'s Source,
    /// Its tokens.
    pub tree: &'s Tree,
}

/// What stands before a keyword.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prefix {
    /// Nothing.
    None,
    /// `no`.
    No,
    /// `default`.
    Default,
}

/// A line that means something: a keyword and its arguments.
#[derive(Debug)]
pub struct Directive {
    /// Its file.
    pub file: FileId,
    /// Its line, from 0, in the file's tree.
    pub line: u32,
    /// The part of [`Document::words`] that its words are in.
    part: u32,
    /// Its words in that part, without prefix; never empty.
    words: Range<u32>,
    /// The prefix.
    pub prefix: Prefix,
    /// Whether the number of its words is not known.
    pub open_ended: bool,
}

/// A section: its header and the directives below it.
#[derive(Debug)]
pub struct SectionLines {
    /// Its row in the table of sections; `None` for lines that stand in no section.
    pub row: Option<&'static Row>,
    /// Index of its header in [`Document::directives`]; of its first directive if it has no header.
    pub header: u32,
    /// Indices of its directives, header excluded.
    pub directives: Range<u32>,
    /// Its file.
    pub file: FileId,
}

/// What is wrong with a line before its keyword is looked at.
#[derive(Debug, Clone)]
pub struct LoadFault {
    /// What is wrong.
    pub kind: LoadFaultKind,
    /// Where.
    pub at: Location,
}

/// The ways in which a line can be broken before its keyword is looked at.
#[derive(Debug, Clone)]
pub enum LoadFaultKind {
    /// The text has a fault below the level of words.
    Text(FaultKind),
    /// A word has no value.
    Word(WordFaultKind),
    /// An empty word ends the arguments; words may follow it.
    EmptyWord,
    /// A line that starts with `[` is no scope line.
    BadScope,
    /// A condition cannot be evaluated, for this reason.
    BadCondition(String),
    /// Blocks are nested too deep.
    TooDeep,
    /// `.elif`, `.else` or `.endif` without `.if`, or behind `.else`.
    Unpaired,
    /// A block is not closed where the file ends.
    OpenBlock,
    /// An argument behind a word that takes none.
    ExtraArgument,
    /// A word with a dot that is no directive.
    UnknownDot,
    /// The user's own `.alert`.
    Alert(String),
    /// The user's own `.warning`.
    Warning(String),
    /// `no` or `default` before a word that takes neither.
    BadPrefix,
}

/// Something that was assumed because it cannot be known from the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assumption {
    /// Where.
    pub at: Location,
    /// What.
    pub message: String,
}

/// The directives of one or several files.
#[derive(Debug, Default)]
pub struct Document<'s> {
    /// All words of all directives, by the part of the files that they were read with.
    words: Vec<Vec<Word<'s>>>,
    /// All directives, section headers among them.
    pub directives: Vec<Directive>,
    /// All sections.
    pub sections: Vec<SectionLines>,
    /// What is wrong with lines.
    pub faults: Vec<LoadFault>,
    /// What was assumed.
    pub assumptions: Vec<Assumption>,
    /// Lines that conditional blocks leave out, by file.
    pub skipped: Vec<(FileId, Range<u32>)>,
}

impl<'s> Document<'s> {
    /// The words of `directive`.
    #[must_use]
    pub fn words_of(&self, directive: &Directive) -> &[Word<'s>] {
        &self.words[directive.part as usize][directive.words.start as usize..directive.words.end as usize]
    }

    /// Reads `files` in order for `target`. What is decoded goes into `arenas`.
    #[must_use]
    pub fn load(files: &[ParsedFile<'s>], target: &Target, arenas: &'s mut Vec<Bump>) -> Self {
        let mut environment = target.environment.clone().started(target.version);
        let changes = files.iter().any(sets_variables);
        if changes && target.version >= Version::new(3, 1) {
            discover(files, target, &mut environment);
        }
        let parts: Vec<Part<'s>> =
            files.iter().flat_map(|file| if changes { vec![Part::whole(file)] } else { Part::of(file, target.version) }).collect();
        arenas.resize_with(parts.len(), Bump::new);
        let parts: Vec<(Part<'s>, &'s mut Bump)> = parts.into_iter().zip(arenas).collect();
        let documents: Vec<Self> = if changes {
            parts.into_iter().map(|(part, arena)| Loader::new(part.file, target, &mut environment, arena).run(part.lines)).collect()
        } else {
            let read =
                |(part, arena): (Part<'s>, &'s mut Bump)| Loader::new(part.file, target, &mut environment.clone(), arena).run(part.lines);
            parallel::map_each(parts, read)
        };
        documents.into_iter().reduce(Self::then).unwrap_or_default()
    }

    /// `self` and what was read from the lines behind.
    fn then(mut self, mut other: Self) -> Self {
        let (part, base) = (self.words.len() as u32, self.directives.len() as u32);
        other.directives.iter_mut().for_each(|directive| directive.part += part);
        for section in &mut other.sections {
            section.header += base;
            section.directives = section.directives.start + base..section.directives.end + base;
        }
        self.words.append(&mut other.words);
        self.directives.append(&mut other.directives);
        self.sections.append(&mut other.sections);
        self.faults.append(&mut other.faults);
        self.assumptions.append(&mut other.assumptions);
        self.skipped.append(&mut other.skipped);
        self
    }
}

/// Whether a `global` section of `file` may change the environment.
fn sets_variables(file: &ParsedFile<'_>) -> bool {
    memchr::memmem::find(file.source.bytes(), b"setenv").is_some()
}

/// From 3.1 on the `global` sections of all files are read once before anything else, so that the variables they set are known above.
fn discover(files: &[ParsedFile<'_>], target: &Target, environment: &mut Environment) {
    let arena = Bump::new();
    for file in files.iter().filter(|file| sets_variables(file)) {
        let _ = Loader::new(*file, target, environment, &arena).run(0..file.tree.lines.len());
    }
}

/// Lines of a file that can be read without those above them.
struct Part<'s> {
    file: ParsedFile<'s>,
    lines: Range<usize>,
}

impl<'s> Part<'s> {
    /// A part has about this many lines.
    const LINES: usize = 4096;

    fn whole(file: &ParsedFile<'s>) -> Self {
        Self { file: *file, lines: 0..file.tree.lines.len() }
    }

    /// `file`, cut before headers of sections. One with conditional blocks is one part.
    fn of(file: &ParsedFile<'s>, version: Version) -> Vec<Self> {
        let tree = file.tree;
        let is_dot = |word: &RawWord| word.quoted || file.source.bytes()[word.span.start as usize] == b'.';
        let opens_block = |line: &Line| tree.words_of(line).first().is_some_and(is_dot);
        if tree.lines.len() < 2 * Self::LINES || tree.lines.iter().any(opens_block) {
            return vec![Self::whole(file)];
        }
        let mut parts = Vec::new();
        let mut start = 0;
        while let Some(ahead) =
            tree.lines.get(start + Self::LINES..).and_then(|lines| lines.iter().position(|line| opens_section(file, line, version)))
        {
            let end = start + Self::LINES + ahead;
            parts.push(Self { file: *file, lines: start..end });
            start = end;
        }
        parts.push(Self { file: *file, lines: start..tree.lines.len() });
        parts
    }
}

/// Whether `line` surely is the header of a section, whatever stands above it.
fn opens_section(file: &ParsedFile<'_>, line: &Line, version: Version) -> bool {
    let words = file.tree.words_of(line);
    let plain = !line.open_quote && words.len() < MAX_WORDS && words.iter().all(|word| !word.quoted);
    plain && words.first().is_some_and(|word| matches!(SECTIONS.lookup(file.source.slice(word.span), version), Lookup::Row(_)))
}

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

struct Loader<'s, 'd> {
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
    fn new(file: ParsedFile<'s>, target: &'d Target, environment: &'d mut Environment, arena: &'s Bump) -> Self {
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
    fn run(mut self, lines: Range<usize>) -> Document<'s> {
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

/// The names of all sections that `version` knows.
pub fn section_names(version: Version) -> impl Iterator<Item = &'static str> {
    tables::SECTIONS.names(version)
}
