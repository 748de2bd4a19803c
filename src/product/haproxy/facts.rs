//! Holds every directive of a section against the tables: what it is made of, what it refers to, and what is wrong with it.

use std::ops::Range;

use super::decode::Word;
use super::expr::{self, Context, ExprFault, RefKind, Reference, TermKind};
use super::features::Lacking;
use super::load::{Directive, Document, Prefix, SectionLines};
use super::paren;
use super::slots::{self, SlotFault};
use super::tables::{POINT_MAP, PROXY, PointRow, RULE_SETS, SECTION_SCOPES, SERVICE};
use super::value::{NameAlphabet, check_name, parse_time};
use crate::schema::{
    Expected, Flags, Item, Kind, Lit, Lookup, Misplaced, POINT_ANY, POINT_OF_COUNTER, POINT_OF_REQUEST, POINT_OF_RULE, Places, Row, Scope,
    Slot, SlotType, TimeUnit, Version, Visitor, match_args,
};
use crate::text::Span;

/// The places of the proxy sections.
pub mod place {
    use crate::schema::Places;

    /// A `defaults` section.
    pub const DEFAULTS: Places = Places(1);
    /// A `defaults` section that has a name.
    pub const NAMED_DEFAULTS: Places = Places(1 | 1 << 1);
    /// A `frontend`.
    pub const FRONTEND: Places = Places(1 << 2);
    /// A `listen`.
    pub const LISTEN: Places = Places(1 << 3);
    /// A `backend`.
    pub const BACKEND: Places = Places(1 << 4);
    /// All of them.
    pub const PROXIES: u16 = 0b1_1111;
}

/// From this version on HAProxy warns of bytes that cannot be part of the name of a header.
const HEADER_NAMES: Version = Version::new(2, 8);

/// The validity points of rules, checks and logs: all but those of parsers.
const TRAFFIC: u32 = 0xf_ffff;

/// What the names that Lua defines begin with.
const LUA: &str = "lua.";

/// A word of a table in a directive, with the arguments it takes.
#[derive(Debug, Clone, Copy)]
pub struct OptionUse {
    /// The word's row.
    pub row: &'static Row,
    /// Number of the word in its directive.
    pub at: u16,
    /// Number of the word behind its last argument.
    pub end: u16,
}

/// What a directive was found to be.
#[derive(Debug, Clone, Default)]
pub struct Shape {
    /// The row of its keyword.
    pub row: Option<&'static Row>,
    /// Its words of other tables, in [`SectionFacts::options`].
    options: Range<u32>,
    /// Number of the word at which its condition (`if` or `unless`) stands, 0 if it has none.
    pub condition: u16,
    /// The validity points at which its condition is asked, one bit each; 0 if they are not looked at.
    pub points: u32,
    /// Whether it was read to its end without a fault.
    pub sound: bool,
}

/// A name that is used or defined.
#[derive(Debug, Clone, Copy)]
pub struct NameUse {
    /// What it names.
    pub kind: Kind,
    /// Index of the directive.
    pub directive: u32,
    /// Number of the word.
    pub at: u16,
}

/// A fault of one directive.
#[derive(Debug, Clone)]
pub struct Problem {
    /// Index of the directive.
    pub directive: u32,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// The ways in which a directive can be at odds with the tables. `at` is the number of a word in the directive.
#[derive(Debug, Clone)]
pub enum ProblemKind {
    /// No section is open.
    OutOfSection,
    /// The section does not know the keyword.
    UnknownKeyword(Lookup),
    /// The keyword does not belong into this section.
    Misplaced {
        /// Number of the word.
        at: u16,
        /// Its row.
        row: &'static Row,
        /// What HAProxy does.
        effect: Misplaced,
    },
    /// The word is deprecated in the target version.
    Deprecated {
        /// Number of the word.
        at: u16,
        /// Its row.
        row: &'static Row,
    },
    /// An argument is missing at the end.
    Missing {
        /// What is missing.
        label: &'static str,
        /// What it could be.
        expected: Option<Expected>,
        /// The word that wants it.
        of: u16,
    },
    /// A word that nothing can be made of.
    UnknownWord {
        /// Number of the word.
        at: u16,
        /// What the table says of it.
        lookup: Lookup,
        /// What could be there.
        expected: Expected,
    },
    /// More words than the keyword takes.
    Extra {
        /// Number of the first of them.
        at: u16,
    },
    /// A word that is not of its type.
    BadValue {
        /// Number of the word.
        at: u16,
        /// What the word is.
        label: &'static str,
        /// What is wrong with it.
        fault: SlotFault,
    },
    /// A word that is none of an enumeration.
    BadEnum {
        /// Number of the word.
        at: u16,
        /// What the word is.
        label: &'static str,
        /// Where in it the fault is, in bytes.
        part: (u32, u32),
        /// The words that could be there.
        words: &'static [Lit],
    },
    /// An expression, ACL, condition or format with a fault.
    BadExpression(ExprFault),
    /// `no` or `default` before a word that takes neither.
    NotNegatable {
        /// Number of the word.
        at: u16,
        /// Its row.
        row: &'static Row,
        /// The prefix.
        prefix: Prefix,
    },
    /// A time that is read in another way than it is written.
    OddTime {
        /// Number of the word.
        at: u16,
        /// What is ignored at its end; `None` if it is a small number without a unit.
        trailing: Option<Span>,
    },
    /// A byte in the name of a header that is only told.
    OddHeader {
        /// Number of the word.
        at: u16,
        /// Where in it the byte is.
        byte: u32,
    },
    /// A word that only programs with a feature know, which the target lacks.
    NotBuilt {
        /// Number of the word.
        at: u16,
        /// The feature.
        feature: &'static str,
    },
    /// A word that must be allowed by a global one first.
    NeedsExpose {
        /// Number of the word.
        at: u16,
        /// Its row.
        row: &'static Row,
    },
}

/// What the directives of one section are.
#[derive(Debug, Default)]
pub struct SectionFacts {
    /// The shapes of its directives, in order; the first is the header's if the section has one.
    pub shapes: Vec<Shape>,
    /// Words of other tables, by directive.
    pub options: Vec<OptionUse>,
    /// Names used.
    pub references: Vec<NameUse>,
    /// Names defined.
    pub definitions: Vec<NameUse>,
    /// Terms of conditions.
    pub terms: Vec<TermUse>,
    /// Names that expressions use.
    pub samples: Vec<SampleReference>,
    /// ACLs of which there is something to say.
    pub acls: Vec<AclNote>,
    /// Log-format aliases that are about HTTP, the first of each format.
    pub http_aliases: Vec<HttpAlias>,
    /// Names of files, users and groups of the machine.
    pub named: Vec<MachineName>,
    /// Faults.
    pub problems: Vec<Problem>,
    /// Numbers that HAProxy reads only up to their first other character, without a word.
    pub partial_numbers: Vec<PartialNumber>,
}

/// A log-format alias that is about HTTP.
#[derive(Debug, Clone, Copy)]
pub struct HttpAlias {
    /// Index of the directive.
    pub directive: u32,
    /// Number of the word.
    pub at: u16,
    /// Where in the value of the word.
    pub part: Span,
}

/// The name of something on the machine.
#[derive(Debug, Clone, Copy)]
pub struct MachineName {
    /// What is named: a kind of file, as in `path.tsv`, [`USER`](Self::USER) or [`GROUP`](Self::GROUP).
    pub kind: &'static str,
    /// Index of the directive.
    pub directive: u32,
    /// Number of the word.
    pub at: u16,
}

impl MachineName {
    /// The kind of the name of a user.
    pub const USER: &'static str = "sysuser";
    /// The kind of the name of a group.
    pub const GROUP: &'static str = "sysgroup";
}

/// A number that is read only in part.
#[derive(Debug, Clone, Copy)]
pub struct PartialNumber {
    /// Index of the directive.
    pub directive: u32,
    /// Number of the word.
    pub at: u16,
}

/// What is to be said of an ACL, declared or in braces, that is read without a fault.
#[derive(Debug, Clone, Copy)]
pub struct AclNote {
    /// Index of the directive.
    pub directive: u32,
    /// Number of its first word.
    pub at: u16,
    /// What.
    pub kind: AclNoteKind,
}

/// The things that can be said of an ACL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AclNoteKind {
    /// It has no patterns, so that it never matches.
    NoPattern,
    /// The method in its name gives way to the one of `-m`.
    Overridden,
    /// A blank parts its name from its parentheses.
    DetachedParenthesis,
    /// Its number, `-u`, and the number of the word that holds it.
    Id(i64, u16),
    /// It looks at raw data, which a proxy in mode http does not have.
    Layer6,
    /// What it fetches is there at these validity points only, one bit each.
    Points(u32),
}

/// A term of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// Number of its first word: the name, or the word behind `{`.
    pub at: u16,
    /// Number of the word behind it.
    pub end: u16,
    /// Offset of the name in its word, behind exclamation marks.
    pub offset: u16,
    /// Whether it is negated.
    pub negated: bool,
    /// Whether it is an expression in braces rather than a name.
    pub anonymous: bool,
    /// Whether it starts an alternative: the first, or one behind `or`.
    pub starts: bool,
}

/// Something that an expression refers to by name.
#[derive(Debug, Clone)]
pub struct SampleReference {
    /// Index of the directive.
    pub directive: u32,
    /// What it names.
    pub kind: RefKind,
    /// The name; empty if the proxy itself is meant.
    pub name: Box<str>,
    /// Whether nothing is written and the proxy itself is meant.
    pub implicit: bool,
    /// Number of the word.
    pub at: u16,
    /// Where in the value of the word.
    pub part: Span,
}

/// A term of a condition.
#[derive(Debug, Clone, Copy)]
pub struct TermUse {
    /// Index of the directive.
    pub directive: u32,
    /// The term.
    pub term: Term,
}

impl SectionFacts {
    /// The words of other tables in the directive of `shape`.
    #[must_use]
    pub fn options_of(&self, shape: &Shape) -> &[OptionUse] {
        &self.options[shape.options.start as usize..shape.options.end as usize]
    }
}

/// What must be known of the rest of the configuration to judge a section.
#[derive(Debug, Clone, Copy)]
pub struct Surroundings {
    /// The target version.
    pub version: Version,
    /// Whether `expose-experimental-directives` stands in a `global` section.
    pub experimental: bool,
    /// Whether `expose-deprecated-directives` does.
    pub deprecated: bool,
    /// Whether Lua is loaded, which may define any word that begins with `lua.`.
    pub lua: bool,
    /// Number of stick counters that a rule may use; `None` if that is not known.
    pub counters: Option<i64>,
    /// The features that the program lacks.
    pub lacking: Lacking,
}

/// The place that a section is, for the places of rows.
#[must_use]
pub fn place_of(section: &str, named: bool) -> Places {
    match section {
        "defaults" if named => place::NAMED_DEFAULTS,
        "defaults" => place::DEFAULTS,
        "frontend" => place::FRONTEND,
        "listen" => place::LISTEN,
        "backend" => place::BACKEND,
        _ => Places::ALL,
    }
}

/// Holds all directives of `section` against the tables.
#[must_use]
pub fn gather(document: &Document<'_>, section: &SectionLines, named: bool, surroundings: Surroundings) -> SectionFacts {
    let mut facts = SectionFacts::default();
    facts.shapes.reserve(section.directives.len() + 1);
    facts.options.reserve(section.directives.len());
    facts.definitions.reserve(section.directives.len());
    let name = section.row.map_or("", |row| row.name);
    let scope = SECTION_SCOPES.iter().find(|(section, _)| *section == name).map(|(_, scope)| *scope);
    let place = place_of(name, named);
    let mut reader = Reader {
        facts: &mut facts,
        words: &[],
        directive: section.header,
        prefix: Prefix::None,
        open_ended: false,
        unused: false,
        place,
        surroundings,
        keyword: 0,
        ignored: false,
        rules: "",
        points: ("", POINT_ANY, 0),
        set_once: Vec::new(),
        texts: Vec::new(),
        shape: Shape::default(),
    };
    if let Some(row) = section.row {
        reader.header(document, row);
    }
    let first_word = |index: u32| document.words_of(&document.directives[index as usize])[0].text;
    let last_server = section.directives.clone().rev().find(|index| matches!(first_word(*index), "server" | "server-template" | "peer"));
    for index in section.directives.clone() {
        let unused = last_server.is_none_or(|last| last < index) && first_word(index) == "default-server";
        reader.unused = unused && name != "defaults";
        reader.directive(document, index, scope);
    }
    facts
}

/// Reads one directive after the other; a [`Visitor`] of the words of the one at hand.
struct Reader<'f, 'd> {
    facts: &'f mut SectionFacts,
    words: &'d [Word<'d>],
    directive: u32,
    prefix: Prefix,
    open_ended: bool,
    /// Whether it is a `default-server` that no server follows: what it names and computes is never looked at.
    unused: bool,
    place: Places,
    surroundings: Surroundings,
    /// Number of the last word that was found in a table.
    keyword: u16,
    /// Whether that word has no effect where it stands: its arguments are not looked at.
    ignored: bool,
    /// The rule set or keyword that decides where samples can be taken.
    rules: &'static str,
    /// The points found last, and what for: most lines of a section ask for the same.
    points: (&'static str, u8, u32),
    /// Settings that count once and are set above.
    set_once: Vec<&'static Row>,
    /// The words as the parsers of expressions want them.
    texts: Vec<expr::Word<'d>>,
    shape: Shape,
}

impl<'d> Reader<'_, 'd> {
    fn header(&mut self, document: &'d Document<'_>, row: &'static Row) {
        let directive = &document.directives[self.directive as usize];
        self.start(document, directive, self.directive);
        let place = std::mem::replace(&mut self.place, Places::ALL);
        self.row(row, 0);
        match_args(row.args, 1, self);
        self.place = place;
        self.finish();
    }

    fn directive(&mut self, document: &'d Document<'_>, index: u32, scope: Option<&'static Scope>) {
        let directive = &document.directives[index as usize];
        self.start(document, directive, index);
        let first = self.words[0];
        match scope {
            None => self.problem(ProblemKind::OutOfSection),
            Some(_) if first.opaque => {}
            Some(scope) => match scope.lookup(first.text, self.surroundings.version) {
                Lookup::Row(row) => {
                    let before = self.facts.problems.len();
                    if self.row(row, 0) {
                        self.arguments(row);
                    }
                    if self.is_repeated(row) {
                        self.keep_extra(before);
                    }
                }
                lookup => self.problem(ProblemKind::UnknownKeyword(lookup)),
            },
        }
        self.finish();
    }

    /// Whether `row` is a setting that counts once, and a line of it that sets something stands above the one at hand.
    fn is_repeated(&mut self, row: &'static Row) -> bool {
        if !row.flags.has(Flags::ONCE_ALERT) && !row.flags.has(Flags::ONCE_WARN) {
            return false;
        }
        if self.set_once.iter().any(|set| std::ptr::eq(*set, row)) {
            return true;
        }
        if !matches!(self.words.get(1).map(|word| word.text), None | Some("0" | "root")) {
            self.set_once.push(row);
        }
        false
    }

    /// Of a line that HAProxy passes over only the number of words is looked at.
    fn keep_extra(&mut self, from: usize) {
        let late = self.facts.problems.split_off(from);
        self.facts.problems.extend(late.into_iter().filter(|problem| matches!(problem.kind, ProblemKind::Extra { .. })));
    }

    fn start(&mut self, document: &'d Document<'_>, directive: &'d Directive, index: u32) {
        self.words = document.words_of(directive);
        self.directive = index;
        self.prefix = directive.prefix;
        self.open_ended = directive.open_ended;
        self.keyword = 0;
        self.ignored = false;
        self.texts.clear();
        let options = self.facts.options.len() as u32;
        self.shape = Shape { row: None, options: options..options, condition: 0, points: 0, sound: true };
    }

    fn finish(&mut self) {
        self.shape.options.end = self.facts.options.len() as u32;
        self.facts.shapes.push(std::mem::take(&mut self.shape));
    }

    fn arguments(&mut self, row: &'static Row) {
        // `no log` stands for the removal of all targets and takes nothing.
        if self.prefix == Prefix::No && row.name == "log" {
            match_args(&[], 1, self);
        } else {
            match_args(row.args, 1, self);
        }
    }

    /// Notes that the word at `at` is `row`. `false` if the rest of the line is not looked at.
    fn row(&mut self, row: &'static Row, at: usize) -> bool {
        let at = at as u16;
        let version = self.surroundings.version;
        self.keyword = at;
        if at == 0 {
            self.shape.row = Some(row);
            self.rules = row.name;
        }
        if !self.built(row.feature, at) {
            return false;
        }
        let limited = row.places.0 & place::PROXIES != 0;
        let effect = match limited {
            _ if self.place == Places::ALL => None,
            true => row.misplaced(self.place, version),
            // The places of an action are rule sets; the sections where it cannot stand are listed.
            false => row
                .misplaced
                .iter()
                .find(|(places, _)| *places != Places::ALL && places.overlaps(self.place))
                .and_then(|(_, by)| by.at(version)),
        };
        match effect {
            Some(Misplaced::Fail) => {
                self.problem(ProblemKind::Misplaced { at, row, effect: Misplaced::Fail });
                return false;
            }
            Some(effect @ Misplaced::Warn) => {
                self.problem(ProblemKind::Misplaced { at, row, effect });
                if row.flags.has(Flags::SKIP) {
                    return false;
                }
            }
            Some(Misplaced::Silent) | None => {}
        }
        if row.deprecated <= version && !(row.flags.has(Flags::UNSAFE) && self.surroundings.deprecated) {
            self.problem(ProblemKind::Deprecated { at, row });
        }
        if row.flags.has(Flags::EXPERIMENTAL) && !self.surroundings.experimental {
            self.problem(ProblemKind::NeedsExpose { at, row });
        }
        true
    }

    /// Whether the program has `feature`, which the word at `at` needs.
    fn built(&mut self, feature: Option<&'static str>, at: u16) -> bool {
        let Some(feature) = feature.filter(|feature| self.surroundings.lacking.has(feature)) else { return true };
        self.problem(ProblemKind::NotBuilt { at, feature });
        false
    }

    fn problem(&mut self, kind: ProblemKind) {
        if !matches!(
            kind,
            ProblemKind::Deprecated { .. }
                | ProblemKind::OddTime { .. }
                | ProblemKind::OddHeader { .. }
                | ProblemKind::Misplaced { effect: Misplaced::Warn, .. }
        ) {
            self.shape.sound = false;
        }
        self.facts.problems.push(Problem { directive: self.directive, kind });
    }

    fn bad_value(&mut self, at: usize, label: &'static str, fault: SlotFault) {
        self.problem(ProblemKind::BadValue { at: at as u16, label, fault });
    }

    fn name(&mut self, kind: Kind, at: usize, defines: bool) {
        let list = if defines { &mut self.facts.definitions } else { &mut self.facts.references };
        list.push(NameUse { kind, directive: self.directive, at: at as u16 });
    }

    /// The row of the word at `at`, which was found in a table just now.
    fn row_at(&self, at: usize) -> Option<&'static Row> {
        let start = self.shape.options.start as usize;
        let option = self.facts.options[start..].iter().rev().find(|option| usize::from(option.at) == at);
        option.map(|option| option.row).or(if at == 0 { self.shape.row } else { None })
    }

    fn paren_context(&self, row: &'static Row) -> paren::Context<'static> {
        paren::Context { version: self.surroundings.version, counters: self.surroundings.counters, keyword: row.name }
    }

    fn enumeration(&mut self, label: &'static str, words: &'static [Lit], at: usize, text: &str) -> bool {
        let version = self.surroundings.version;
        if let Some(lit) = words.iter().find(|lit| lit.word == text && lit.known(version)) {
            return self.built(lit.feature, at as u16);
        }
        self.problem(ProblemKind::BadEnum { at: at as u16, label, part: (0, text.len() as u32), words });
        false
    }

    /// A service by name: one of HAProxy's own, which all speak HTTP, or one that a Lua script may have registered.
    fn service(&mut self, at: usize, text: &str) -> bool {
        if text.starts_with(LUA) && self.surroundings.lua {
            return true;
        }
        let lookup = SERVICE.lookup(text, self.surroundings.version);
        if let Lookup::Row(row) = lookup
            && (self.words[0].text != "tcp-request" || !row.flags.has(Flags::HTTP))
        {
            return self.built(row.feature, at as u16);
        }
        let lookup = if matches!(lookup, Lookup::Row(_)) { Lookup::Unknown } else { lookup };
        self.problem(ProblemKind::UnknownWord { at: at as u16, lookup, expected: Expected::Scope(&SERVICE) });
        false
    }

    fn list(&mut self, label: &'static str, words: &'static [Lit], at: usize, text: &str) -> bool {
        let version = self.surroundings.version;
        let mut start = 0;
        for part in text.split(',') {
            let end = start + part.len() as u32;
            if !words.iter().any(|lit| lit.word == part && lit.known(version)) {
                self.problem(ProblemKind::BadEnum { at: at as u16, label, part: (start, end), words });
                return false;
            }
            start = end + 1;
        }
        true
    }

    /// Puts the words of the directive at hand into the form that the parsers of expressions want.
    fn prepare(&mut self) {
        if self.texts.is_empty() {
            self.texts.extend(self.words.iter().map(|word| (!word.opaque).then_some(word.text)));
        }
    }

    /// The validity points that count for a sample in the directive at hand, one bit each; 0 if they are not looked at.
    fn allowed(&mut self, point: u8) -> u32 {
        if self.points.1 != point || !std::ptr::eq(self.points.0, self.rules) {
            self.points = (self.rules, point, self.points_of(point));
        }
        self.points.2
    }

    fn points_of(&self, point: u8) -> u32 {
        let version = self.surroundings.version;
        let (prefix, rules) = match point {
            POINT_ANY => return 0,
            POINT_OF_RULE => ("", self.rules),
            POINT_OF_REQUEST => ("", "req"),
            POINT_OF_COUNTER => ("gpt/", self.rules),
            bit => return 1 << bit,
        };
        let rows =
            POINT_MAP.iter().filter(|row| row.rules.strip_prefix(prefix) == Some(rules) && row.since <= version && version < row.until);
        rows.filter(|row| self.is_on_side(row)).fold(0, |bits, row| bits | row.expr)
    }

    fn is_on_side(&self, row: &PointRow) -> bool {
        match row.side {
            "fe" => self.place != place::BACKEND,
            "be" => self.place != place::FRONTEND,
            _ => true,
        }
    }

    /// The validity points at which the condition of the directive at hand is asked.
    fn points_of_condition(&self) -> u32 {
        let version = self.surroundings.version;
        let start = self.shape.options.start as usize;
        let sub = self.facts.options.get(start).map_or("", |option| option.row.name);
        // Keywords such as `stick` are told apart by their second word.
        let fits = |row: &PointRow| {
            row.rules == self.rules || row.rules.strip_prefix(self.rules).and_then(|rest| rest.strip_prefix(' ')) == Some(sub)
        };
        let rows = POINT_MAP.iter().filter(|row| row.since <= version && version < row.until && fits(row));
        rows.filter(|row| self.is_on_side(row)).fold(0, |bits, row| bits | row.cond)
    }

    /// A place where any sample may stand.
    fn anywhere(&self) -> Context {
        let Surroundings { version, lua, lacking, .. } = self.surroundings;
        Context { lua, lacking, ..Context::anywhere(version) }
    }

    fn expression(&mut self, point: u8, at: usize) -> Option<usize> {
        let context = Context {
            version: self.surroundings.version,
            allowed: self.allowed(point),
            lua: self.surroundings.lua,
            lacking: self.surroundings.lacking,
        };
        self.prepare();
        match expr::sample::parse(&self.texts, at, &context) {
            Ok(sample) => {
                note(&mut self.facts.samples, self.directive, &sample.references);
                Some(sample.end.saturating_sub(at).max(1))
            }
            Err(fault) => {
                self.problem(ProblemKind::BadExpression(fault));
                None
            }
        }
    }

    fn format(&mut self, point: u8, at: usize) -> Option<usize> {
        let context = Context {
            version: self.surroundings.version,
            allowed: self.allowed(point),
            lua: self.surroundings.lua,
            lacking: self.surroundings.lacking,
        };
        let word = self.words[at];
        // Only proxies that listen write these logs: a backend's formats are never compiled.
        if word.opaque || self.place == place::BACKEND && matches!(self.rules, "log-format" | "log-format-sd") {
            return Some(1);
        }
        match expr::logformat::parse(word.text, at, &context) {
            Ok(format) => {
                if let Some((_, range)) = format.http_alias(self.surroundings.version) {
                    let part = Span::new(range.start as u32, range.end as u32);
                    self.facts.http_aliases.push(HttpAlias { directive: self.directive, at: at as u16, part });
                }
                for (sample, _) in &format.expressions {
                    note(&mut self.facts.samples, self.directive, &sample.references);
                }
                Some(1)
            }
            Err(fault) => {
                self.problem(ProblemKind::BadExpression(fault));
                None
            }
        }
    }

    /// Notes the files that a name made by a format needs, such as `%[src,map_ip(FILE)]`. The format itself is not judged here.
    fn map_files(&mut self, at: usize) {
        let word = self.words[at];
        if word.opaque || !word.text.contains("%[") {
            return;
        }
        if let Ok(format) = expr::logformat::parse(word.text, at, &self.anywhere()) {
            let named = format.expressions.iter().flat_map(|(sample, _)| &sample.references);
            let files: Vec<Reference<'_>> = named.filter(|reference| reference.kind == RefKind::MapFile).cloned().collect();
            note(&mut self.facts.samples, self.directive, &files);
        }
    }

    fn acl(&mut self, at: usize) -> Option<usize> {
        let context = self.anywhere();
        self.prepare();
        match expr::acl::parse(&self.texts, at, self.texts.len(), &context) {
            Ok(acl) => {
                note(&mut self.facts.samples, self.directive, &acl.expr.references);
                note_acl(&mut self.facts.acls, self.directive, at, &acl);
                Some(self.words.len() - at)
            }
            Err(fault) => {
                self.problem(ProblemKind::BadExpression(fault));
                None
            }
        }
    }

    /// Checks a word of a type that takes exactly one. `false` after a fault.
    fn one_word(&mut self, slot: &'static Slot, at: usize, text: &'d str) -> bool {
        let label = slot.label;
        if matches!(slot.kind, SlotType::Atoi(..)) && text.parse::<i64>().is_err() {
            self.facts.partial_numbers.push(PartialNumber { directive: self.directive, at: at as u16 });
        }
        let outcome = match &slot.kind {
            SlotType::Enum(words) => return self.enumeration(label, words, at, text),
            SlotType::List(words) => return self.list(label, words, at, text),
            SlotType::Other("service") => return self.service(at, text),
            // It is looked at when a listener takes it over.
            SlotType::Other("guid") if self.words[0].text == "default-bind" => Ok(()),
            _ => slots::check(slot, text, self.surroundings.version),
        };
        match outcome {
            Ok(()) => {
                match &slot.kind {
                    SlotType::Time(unit, ..) => self.odd_time(at, text, *unit),
                    SlotType::Other("header-name") => self.odd_header(at, text),
                    _ => {}
                }
                self.surroundings.lacking == Lacking::NOTHING
                    || self.built(slots::feature(slot, text, self.surroundings.version), at as u16)
            }
            Err(fault) => {
                self.bad_value(at, label, fault);
                false
            }
        }
    }
}

impl Reader<'_, '_> {
    /// Notes the first byte that cannot be part of the name of a header, other than a colon before it: since 2.8 HAProxy minds.
    fn odd_header(&mut self, at: usize, text: &str) {
        let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        let odd = text.bytes().enumerate().position(|(at, byte)| !is_token(byte) && (at > 0 || byte != b':'));
        if let Some(byte) = odd.filter(|_| self.surroundings.version >= HEADER_NAMES) {
            self.problem(ProblemKind::OddHeader { at: at as u16, byte: byte as u32 });
        }
    }

    /// Notes a time whose end is ignored, or that is small and has no unit where HAProxy minds.
    fn odd_time(&mut self, at: usize, text: &str, unit: TimeUnit) {
        let Ok(read) = parse_time(text, unit, self.surroundings.version) else { return };
        let keyword = self.words[usize::from(self.keyword)].text;
        let minds = matches!(keyword, "agent-inter" | "inter" | "fastinter" | "downinter" | "hold") || self.words[0].text == "timeout";
        if read.trailing.is_some() || read.small_without_unit && minds && unit == TimeUnit::Ms {
            self.problem(ProblemKind::OddTime { at: at as u16, trailing: read.trailing });
        }
    }
}

impl Visitor for Reader<'_, '_> {
    fn version(&self) -> Version {
        self.surroundings.version
    }

    fn len(&self) -> usize {
        self.words.len()
    }

    fn word(&self, at: usize) -> Option<&str> {
        let text = self.words.get(at).filter(|word| !word.opaque)?.text;
        // Any number of exclamation marks may stand before a pattern of a check.
        let marks = text.bytes().take_while(|byte| *byte == b'!').count();
        Some(if marks > 1 && matches!(self.words[0].text, "tcp-check" | "http-check") { &text[marks - 1..] } else { text })
    }

    fn reads(&self, slot: &'static Slot, at: usize) -> bool {
        slots::reads(slot, self.words[at].text, self.surroundings.version)
    }

    fn slot(&mut self, slot: &'static Slot, at: usize) -> Option<usize> {
        if self.unused && matches!(slot.kind, SlotType::Ref(_) | SlotType::Expr(_) | SlotType::Fmt(_)) {
            return Some(1);
        }
        match &slot.kind {
            SlotType::Ref(kind) => {
                self.name(*kind, at, false);
                self.map_files(at);
                return Some(1);
            }
            SlotType::Decl(kind) => self.name(*kind, at, true),
            SlotType::Acl => return self.acl(at),
            SlotType::Expr(point) => return self.expression(*point, at),
            SlotType::Fmt(point) => return self.format(*point, at),
            SlotType::Path(kind) | SlotType::Other(kind @ (MachineName::USER | MachineName::GROUP)) => {
                self.facts.named.push(MachineName { kind, directive: self.directive, at: at as u16 });
            }
            _ => {}
        }
        let word = self.words[at];
        if !word.opaque {
            if let SlotType::Decl(_) = slot.kind {
                // The label tells whether HAProxy holds the name against its alphabet: see sections.tsv.
                let fault = check_name(word.text, NameAlphabet::Full).err().filter(|_| matches!(slot.label, "name" | "server" | "peer"));
                if let Some(fault) = fault {
                    self.bad_value(at, slot.label, fault.into());
                    return None;
                }
            } else if !self.one_word(slot, at, word.text) {
                return None;
            }
        }
        Some(1)
    }

    fn option(&mut self, scope: &'static Scope, row: &'static Row, at: usize) -> Option<()> {
        let negated = self.prefix != Prefix::None && at == 1 && std::ptr::eq(scope, &raw const super::tables::OPTION);
        if negated {
            let wanted = if self.prefix == Prefix::No { Flags::NO } else { Flags::DEFAULT };
            if !row.flags.has(wanted) {
                self.problem(ProblemKind::NotNegatable { at: at as u16, row, prefix: self.prefix });
                return None;
            }
        }
        if row.name == LUA && !self.surroundings.lua {
            self.problem(ProblemKind::UnknownWord { at: at as u16, lookup: Lookup::Unknown, expected: Expected::Scope(scope) });
            return None;
        }
        if !self.row(row, at) {
            return None;
        }
        self.ignored = row.flags.has(Flags::NO_DEFAULT_SERVER) && self.words[0].text == "default-server";
        if self.ignored {
            self.problem(ProblemKind::Misplaced { at: at as u16, row, effect: Misplaced::Warn });
        }
        if RULE_SETS.iter().any(|set| std::ptr::eq(*set, scope)) {
            self.rules = scope.name;
        }
        self.facts.options.push(OptionUse { row, at: at as u16, end: self.words.len() as u16 });
        if row.name == "track-sc" && !self.words[at].opaque {
            let context = self.paren_context(row);
            if let Err(fault) = paren::check_track(self.words[at].text, &context) {
                self.bad_value(at, "counter", fault);
                return None;
            }
        }
        Some(())
    }

    fn option_end(&mut self, at: usize, end: usize) {
        let start = self.shape.options.start as usize;
        if let Some(option) = self.facts.options[start..].iter_mut().rev().find(|option| usize::from(option.at) == at) {
            option.end = end as u16;
        }
    }

    fn condition(&mut self, at: usize) {
        self.shape.condition = at as u16;
        self.shape.points = self.points_of_condition();
        let directive = self.directive;
        let context = self.anywhere();
        self.prepare();
        match expr::condition::parse(&self.texts, at + 1, self.texts.len(), &context) {
            Ok(condition) => {
                for term in condition.terms {
                    let (first, offset, anonymous) = match &term.kind {
                        TermKind::Name { word, at, .. } => (*word, *at, false),
                        TermKind::Anonymous(acl) => {
                            note(&mut self.facts.samples, directive, &acl.expr.references);
                            note_acl(&mut self.facts.acls, directive, term.start + 1, acl);
                            (term.start + 1, 0, true)
                        }
                    };
                    let term = Term {
                        at: first as u16,
                        end: (term.end - usize::from(anonymous)) as u16,
                        offset: offset as u16,
                        negated: term.negated,
                        anonymous,
                        starts: term.first,
                    };
                    self.facts.terms.push(TermUse { directive, term });
                }
            }
            Err(fault) => self.problem(ProblemKind::BadExpression(fault)),
        }
    }

    fn paren(&mut self, items: &'static [Item], at: usize) {
        let word = self.words[at];
        let Some(row) = self.row_at(at) else { return };
        if word.opaque {
            return;
        }
        let context = self.paren_context(row);
        if let Err((label, fault)) = paren::check(items, word.text, &context) {
            self.bad_value(at, label, fault);
        }
    }

    fn literal(&mut self, lit: Lit, at: usize) {
        self.built(lit.feature, at as u16);
    }

    fn missing(&mut self, label: &'static str, expected: Option<Expected>) {
        if !self.open_ended && !self.ignored {
            self.problem(ProblemKind::Missing { label, expected, of: self.keyword });
        }
    }

    fn unknown(&mut self, at: usize, lookup: Lookup, expected: Expected) {
        if self.words[at].opaque {
            return;
        }
        self.problem(ProblemKind::UnknownWord { at: at as u16, lookup, expected });
    }

    fn extra(&mut self, at: usize) {
        if !self.words[at].opaque {
            self.problem(ProblemKind::Extra { at: at as u16 });
        }
    }
}

/// Adds `references`, which stand in `directive`, to `list`.
fn note(list: &mut Vec<SampleReference>, directive: u32, references: &[Reference<'_>]) {
    list.extend(references.iter().map(|reference| SampleReference {
        directive,
        kind: reference.kind,
        name: reference.name.as_ref().into(),
        implicit: reference.implicit,
        at: reference.word as u16,
        part: Span::new(reference.range.start as u32, reference.range.end as u32),
    }));
}

/// Adds what is to be said of `acl`, which begins at word `at` of `directive`, to `list`.
fn note_acl(list: &mut Vec<AclNote>, directive: u32, at: usize, acl: &expr::acl::Acl<'_>) {
    let mut push = |kind| list.push(AclNote { directive, at: at as u16, kind });
    if acl.no_pattern && !acl.open {
        push(AclNoteKind::NoPattern);
    }
    if acl.overridden && !acl.open {
        push(AclNoteKind::Overridden);
    }
    if acl.detached_parenthesis {
        push(AclNoteKind::DetachedParenthesis);
    }
    if let Some((id, word)) = acl.id {
        push(AclNoteKind::Id(id, word as u16));
    }
    if acl.expr.fetch.is_some_and(|fetch| fetch.layer6) {
        push(AclNoteKind::Layer6);
    }
    if !acl.expr.open && acl.expr.points & TRAFFIC != TRAFFIC {
        push(AclNoteKind::Points(acl.expr.points));
    }
}

/// Whether `scope` is the table of the proxy sections.
#[must_use]
pub fn is_proxy_scope(scope: &Scope) -> bool {
    std::ptr::eq(scope, &raw const PROXY)
}
