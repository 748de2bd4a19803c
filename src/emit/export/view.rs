//! Places, values and words of a model, with secrets masked.

use super::{MASK, Options, Origin, Place, Range, Setting};
use crate::product::haproxy::load::Prefix;
use crate::product::haproxy::model::{DirectiveRef, Model};
use crate::product::haproxy::secrets::{Numbers, secret_words};
use crate::text::{Location, Source, Span};

/// A model as it is exported.
#[derive(Clone, Copy)]
pub(super) struct View<'m, 's> {
    pub(super) model: &'m Model<'s>,
    pub(super) options: Options,
}

/// Line, column and offsets of `span` in `source`.
pub(super) fn range(source: &Source, span: Span) -> Range {
    let position = source.position(span.start);
    Range { line: position.line, column: position.column, start: span.start, end: span.end }
}

/// The prefix as it is written.
pub(super) fn prefix(prefix: Prefix) -> Option<&'static str> {
    match prefix {
        Prefix::None => None,
        Prefix::No => Some("no"),
        Prefix::Default => Some("default"),
    }
}

impl<'m, 's> View<'m, 's> {
    pub(super) fn place(self, at: Location) -> Place<'m> {
        let source = self.model.source(at.file);
        Place { path: source.name(), range: range(source, at.span) }
    }

    /// Where `directive` stands, told to the proxy whose section is `section`.
    pub(super) fn origin(self, directive: DirectiveRef<'m, 's>, section: usize) -> Origin<'m> {
        let own = directive.section();
        Origin { section: own.label(), inherited: own.index != section, place: self.place(directive.all()) }
    }

    /// The words of `directive` that are masked.
    pub(super) fn masked(self, directive: DirectiveRef<'m, 's>) -> Numbers {
        if self.options.show_secrets { Numbers::default() } else { secret_words(self.model, directive) }
    }

    /// The values of the words from `from` to before `to`; null where they are not known.
    pub(super) fn values(self, directive: DirectiveRef<'m, 's>, from: usize, to: usize) -> Vec<Option<&'m str>> {
        let masked = self.masked(directive);
        let value = |at| match directive.words().get(at) {
            _ if masked.has(at) => Some(MASK),
            Some(word) if word.opaque => None,
            word => word.map(|word| word.text),
        };
        (from..to.min(directive.len())).map(value).collect()
    }

    /// `directive` as a setting of the section `section`.
    pub(super) fn setting(self, directive: DirectiveRef<'m, 's>, section: usize) -> Setting<'m> {
        let sub = directive.options().first().filter(|option| option.at == 1);
        Setting {
            prefix: prefix(directive.line().prefix),
            keyword: directive.keyword(),
            sub: sub.map(|option| option.row.name),
            arguments: self.values(directive, if sub.is_some() { 2 } else { 1 }, directive.len()),
            origin: self.origin(directive, section),
        }
    }

    /// The words of other tables in `directive`, each as a setting of the section `section`.
    pub(super) fn options(self, directive: DirectiveRef<'m, 's>, section: usize) -> Vec<Setting<'m>> {
        (0..directive.options().len()).map(|number| self.option(directive, number, section)).collect()
    }

    /// The `number`th word of another table in `directive`, with its arguments.
    pub(super) fn option(self, directive: DirectiveRef<'m, 's>, number: usize, section: usize) -> Setting<'m> {
        let option = &directive.options()[number];
        let (at, end) = (usize::from(option.at), usize::from(option.end));
        let mut origin = self.origin(directive, section);
        origin.place = self.place(directive.range(at, end));
        Setting { prefix: None, keyword: option.row.name, sub: None, arguments: self.values(directive, at + 1, end), origin }
    }
}
