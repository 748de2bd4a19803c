//! Reads lines in HAProxy's order: conditional blocks, prefixes, sections. The result is a list of directives, each with its words.

mod loader;

use std::ops::Range;

use bumpalo::Bump;

use self::loader::Loader;
use super::Target;
use super::decode::{MAX_WORDS, Word, WordFaultKind};
use super::environment::Environment;
use super::tables::{self, SECTIONS};
use crate::parallel;
use crate::schema::{Lookup, Row, Version};
use crate::syntax::FaultKind;
use crate::syntax::haproxy::{Line, RawWord, Tree};
use crate::text::{FileId, Location, Source};

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

/// The names of all sections that `version` knows.
pub fn section_names(version: Version) -> impl Iterator<Item = &'static str> {
    tables::SECTIONS.names(version)
}
