//! Reads a pgbouncer.ini and what it includes, in the order in which PgBouncer does.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::ini::{Entry, Fault, FaultKind, Include, Ini, Param, Refusal, Section, SectionKind, Setting, Void};
use super::value;
use crate::product::Input;
use crate::schema::{self, Known, Version};
use crate::syntax::pgbouncer::{Kind, Pair, pairs, parse};
use crate::text::{FileId, Location, Source, Span};

/// The deepest that files may include each other.
const DEEPEST: usize = 10;

/// The first version that knows keys in quotes.
const QUOTED_KEYS: Version = Version::new(1, 25);

impl<'s> Ini<'s> {
    /// Reads the file `file`.
    #[must_use]
    pub fn load(input: Input<'s>, file: FileId, version: Version) -> Self {
        let ini = Ini {
            version,
            file,
            source: input.sources.get(file),
            sections: Vec::new(),
            settings: Vec::new(),
            databases: Vec::new(),
            users: Vec::new(),
            peers: Vec::new(),
            includes: Vec::new(),
            faults: Vec::new(),
            complete: true,
            in_force: FxHashMap::default(),
        };
        let mut loader = Loader { ini, input, section: None, sure: true, seen: FxHashMap::default() };
        loader.file(file, 0);
        loader.ini
    }
}

struct Loader<'s> {
    ini: Ini<'s>,
    input: Input<'s>,
    /// The section that lines belong to.
    section: Option<usize>,
    /// Whether that is certain.
    sure: bool,
    /// The last entry of each name.
    seen: FxHashMap<(SectionKind, &'s str), usize>,
}

/// A line `key = value`.
struct Line<'s> {
    key: &'s str,
    key_at: Location,
    quoted: bool,
    value: &'s str,
    value_at: Location,
}

impl<'s> Loader<'s> {
    fn file(&mut self, file: FileId, depth: usize) {
        let source: &'s Source = self.input.sources.get(file);
        let (text, at) = (source.text(), |span: Span| Location::new(file, span));
        for item in parse(text) {
            match item.kind {
                Kind::Comment => {}
                Kind::ByteOrderMark => self.fault(FaultKind::ByteOrderMark, at(item.span), source),
                Kind::Bad(bad) => self.fault(FaultKind::Bad(bad), at(item.span), source),
                Kind::Unread => self.fault(FaultKind::Unread, at(item.span), source),
                Kind::Section { name } => self.header(source.slice(name), at(item.span)),
                Kind::Include { path } => self.include(file, item.span, path, depth),
                Kind::Entry { key, quoted, value } => {
                    let (key_text, value_text) = (source.slice(key), source.slice(value));
                    let line = Line { key: key_text, key_at: at(key), quoted, value: value_text, value_at: at(value) };
                    self.line(&line, source);
                }
            }
        }
    }

    fn fault(&mut self, kind: FaultKind, at: Location, source: &'s Source) {
        self.ini.faults.push(Fault { kind, at, text: source.slice(at.span), section: self.kind() });
    }

    /// The section that lines belong to, if it is one that PgBouncer knows.
    fn kind(&self) -> Option<SectionKind> {
        self.ini.sections[self.section?].kind
    }

    fn header(&mut self, name: &'s str, at: Location) {
        let kind = SectionKind::ALL.into_iter().find(|kind| kind.name() == name && kind.since() <= self.ini.version);
        self.ini.sections.push(Section { name, at, kind });
        let section = self.ini.sections.len() - 1;
        (self.section, self.sure) = (Some(section), true);
        if kind == Some(SectionKind::Main) {
            self.reset(section);
        }
    }

    /// A `[pgbouncer]` header puts back every setting that has a default.
    fn reset(&mut self, section: usize) {
        let (settings, version) = (&mut self.ini.settings, self.ini.version);
        self.ini.in_force.retain(|_, index| {
            let setting = &mut settings[*index];
            let kept = setting.row.is_none_or(|row| row.default(version).is_none());
            if !kept {
                setting.void = Some(Void::Reset(section));
            }
            kept
        });
    }

    fn include(&mut self, file: FileId, span: Span, path: Span, depth: usize) {
        let source: &'s Source = self.input.sources.get(file);
        let (at, before) = (Location::new(file, span), self.section);
        if depth >= DEEPEST {
            self.fault(FaultKind::TooDeep, at, source);
            return;
        }
        let files = self.input.includes.files(file, span.start);
        let index = self.ini.includes.len();
        let path_at = Location::new(file, path);
        self.ini.includes.push(Include { path: source.slice(path), path_at, at, before, after: before, found: files.is_some() });
        match files {
            Some(files) => {
                for file in files {
                    self.file(*file, depth + 1);
                }
                self.ini.includes[index].after = self.section;
            }
            None => (self.ini.complete, self.sure) = (false, false),
        }
    }

    fn line(&mut self, line: &Line<'s>, source: &'s Source) {
        if line.quoted && self.ini.version < QUOTED_KEYS {
            let key = line.key_at.span;
            self.fault(FaultKind::QuotedKey, Location::new(line.key_at.file, Span::new(key.start - 1, key.end + 1)), source);
            return;
        }
        let Some(section) = self.section else {
            // A file that is not part of the run may have brought a header.
            if self.sure {
                self.fault(FaultKind::NoSection, line.key_at, source);
            }
            return;
        };
        match self.ini.sections[section].kind {
            Some(SectionKind::Main) => self.setting(line, section),
            Some(kind) => self.entry(line, section, kind),
            None => {}
        }
    }

    fn setting(&mut self, line: &Line<'s>, section: usize) {
        let version = self.ini.version;
        let (row, held) = match SectionKind::Main.settings().look_up(line.key, version) {
            Known::Yes(row) => (Some(row), value::held(row, line.value, version)),
            Known::OtherVersion(row) => (Some(row), Err(Refusal::OtherVersion)),
            Known::No => (None, Err(Refusal::UnknownName)),
        };
        let index = self.ini.settings.len();
        if let (Some(row), Ok(_)) = (row, held)
            && let Some(before) = self.ini.in_force.insert(row.name, index)
        {
            self.ini.settings[before].void = Some(Void::SetAgain(index));
        }
        let (name, name_at, value, value_at, sure) = (line.key, line.key_at, line.value, line.value_at, self.sure);
        self.ini.settings.push(Setting { name, name_at, value, value_at, section, row, held, sure, void: None });
    }

    fn entry(&mut self, line: &Line<'s>, section: usize, kind: SectionKind) {
        let found = pairs(line.value);
        let at = |span: Span| {
            let start = line.value_at.span.start;
            Location::new(line.value_at.file, Span::new(start + span.start, start + span.end))
        };
        let params = found.pairs.iter().map(|pair| param(line.value, pair, at, kind.settings(), self.ini.version)).collect();
        let entries = match kind {
            SectionKind::Databases | SectionKind::Main => &mut self.ini.databases,
            SectionKind::Users => &mut self.ini.users,
            SectionKind::Peers => &mut self.ini.peers,
        };
        if let Some(before) = self.seen.insert((kind, line.key), entries.len()) {
            entries[before].replaced_by = Some(entries.len());
        }
        entries.push(Entry {
            name: line.key,
            name_at: line.key_at,
            quoted: line.quoted,
            value: line.value,
            value_at: line.value_at,
            kind,
            section,
            params,
            wrong: found.wrong.map(|(wrong, span)| (wrong, at(span))),
            replaced_by: None,
            sure: self.sure,
        });
    }
}

fn param<'s>(text: &'s str, pair: &Pair, at: impl Fn(Span) -> Location, table: schema::Settings, version: Version) -> Param<'s> {
    let (key, value) = (&text[pair.key.range()], &text[pair.value.range()]);
    let value: Cow<'s, str> = if pair.quoted && value.contains('\'') { Cow::Owned(value.replace("''", "'")) } else { Cow::Borrowed(value) };
    let (row, refusal) = match table.look_up(key, version) {
        Known::Yes(row) => (Some(row), value::refusal(row, &value, version)),
        Known::OtherVersion(row) => (Some(row), Some(Refusal::OtherVersion)),
        Known::No => (None, Some(Refusal::UnknownName)),
    };
    Param { key, key_at: at(pair.key), value, value_at: at(pair.value), quoted: pair.quoted, dropped: pair.dropped.map(at), row, refusal }
}
