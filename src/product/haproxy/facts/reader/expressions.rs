//! Samples, formats and ACLs in a directive.

use super::Reader;
use crate::product::haproxy::expr;
use crate::product::haproxy::expr::{Context, RefKind, Reference};
use crate::product::haproxy::facts::{AclNote, AclNoteKind, HttpAlias, ProblemKind, SampleReference, Surroundings, place};
use crate::product::haproxy::tables::{POINT_MAP, PointRow};
use crate::schema::{POINT_ANY, POINT_OF_COUNTER, POINT_OF_REQUEST, POINT_OF_RULE};
use crate::text::Span;

/// The validity points of rules, checks and logs: all but those of parsers.
const TRAFFIC: u32 = 0xf_ffff;

impl Reader<'_, '_> {
    /// Puts the words of the directive at hand into the form that the parsers of expressions want.
    pub(super) fn prepare(&mut self) {
        if self.texts.is_empty() {
            self.texts.extend(self.words.iter().map(|word| (!word.opaque).then_some(word.text)));
        }
    }

    /// The validity points that count for a sample in the directive at hand, one bit each; 0 if they are not looked at.
    pub(super) fn allowed(&mut self, point: u8) -> u32 {
        if self.points.1 != point || !std::ptr::eq(self.points.0, self.rules) {
            self.points = (self.rules, point, self.points_of(point));
        }
        self.points.2
    }

    pub(super) fn points_of(&self, point: u8) -> u32 {
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

    pub(super) fn is_on_side(&self, row: &PointRow) -> bool {
        match row.side {
            "fe" => self.place != place::BACKEND,
            "be" => self.place != place::FRONTEND,
            _ => true,
        }
    }

    /// The validity points at which the condition of the directive at hand is asked.
    pub(super) fn points_of_condition(&self) -> u32 {
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
    pub(super) fn anywhere(&self) -> Context {
        let Surroundings { version, lua, lacking, .. } = self.surroundings;
        Context { lua, lacking, ..Context::anywhere(version) }
    }

    pub(super) fn expression(&mut self, point: u8, at: usize) -> Option<usize> {
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

    pub(super) fn format(&mut self, point: u8, at: usize) -> Option<usize> {
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
    pub(super) fn map_files(&mut self, at: usize) {
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

    pub(super) fn acl(&mut self, at: usize) -> Option<usize> {
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
}

/// Adds `references`, which stand in `directive`, to `list`.
pub(super) fn note(list: &mut Vec<SampleReference>, directive: u32, references: &[Reference<'_>]) {
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
pub(super) fn note_acl(list: &mut Vec<AclNote>, directive: u32, at: usize, acl: &expr::acl::Acl<'_>) {
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
