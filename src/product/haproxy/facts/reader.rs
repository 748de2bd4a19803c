//! Reads the directives of a section, one after the other.

mod expressions;
mod visitor;

use crate::product::haproxy::decode::Word;
use crate::product::haproxy::facts::{NameUse, PartialNumber, Problem, ProblemKind, SectionFacts, Shape, Surroundings, place, place_of};
use crate::product::haproxy::features::Lacking;
use crate::product::haproxy::load::{Directive, Document, Prefix, SectionLines};
use crate::product::haproxy::slots::SlotFault;
use crate::product::haproxy::tables::{SECTION_SCOPES, SERVICE};
use crate::product::haproxy::{expr, paren, slots};
use crate::schema::{Expected, Flags, Kind, Lit, Lookup, Misplaced, POINT_ANY, Places, Row, Scope, Slot, SlotType, match_args};

/// What the names that Lua defines begin with.
const LUA: &str = "lua.";

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
