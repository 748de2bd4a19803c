//! What the words of a directive are, as the matcher finds them.

use super::expressions::{note, note_acl};
use super::{LUA, Reader};
use crate::product::haproxy::expr::TermKind;
use crate::product::haproxy::facts::{MachineName, OptionUse, ProblemKind, Term, TermUse};
use crate::product::haproxy::load::Prefix;
use crate::product::haproxy::tables;
use crate::product::haproxy::tables::RULE_SETS;
use crate::product::haproxy::value::{NameAlphabet, check_name, parse_time};
use crate::product::haproxy::{expr, paren, slots};
use crate::schema::{Expected, Flags, Item, Lit, Lookup, Misplaced, Row, Scope, Slot, SlotType, TimeUnit, Version, Visitor};

/// From this version on HAProxy warns of bytes that cannot be part of the name of a header.
const HEADER_NAMES: Version = Version::new(2, 8);

impl Reader<'_, '_> {
    /// Notes the first byte that cannot be part of the name of a header, other than a colon before it: since 2.8 HAProxy minds.
    pub(super) fn odd_header(&mut self, at: usize, text: &str) {
        let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        let odd = text.bytes().enumerate().position(|(at, byte)| !is_token(byte) && (at > 0 || byte != b':'));
        if let Some(byte) = odd.filter(|_| self.surroundings.version >= HEADER_NAMES) {
            self.problem(ProblemKind::OddHeader { at: at as u16, byte: byte as u32 });
        }
    }

    /// Notes a time whose end is ignored, or that is small and has no unit where HAProxy minds.
    pub(super) fn odd_time(&mut self, at: usize, text: &str, unit: TimeUnit) {
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
        let negated = self.prefix != Prefix::None && at == 1 && std::ptr::eq(scope, &raw const tables::OPTION);
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
