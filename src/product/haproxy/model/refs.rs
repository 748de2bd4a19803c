//! Sections, directives and options of a model, as rules read them.

use super::Model;
use crate::product::haproxy::decode::Word;
use crate::product::haproxy::expr;
use crate::product::haproxy::facts::{OptionUse, SectionFacts, Shape};
use crate::product::haproxy::load::{Directive, SectionLines};
use crate::schema::Row;
use crate::text::{Location, Span};

/// A section of a model.
#[derive(Clone, Copy)]
pub struct SectionRef<'m, 's> {
    pub(super) model: &'m Model<'s>,
    /// Its index.
    pub index: usize,
}

impl<'m, 's> SectionRef<'m, 's> {
    /// Its lines.
    #[must_use]
    pub fn lines(self) -> &'m SectionLines {
        &self.model.document.sections[self.index]
    }

    /// What its directives are.
    #[must_use]
    pub fn facts(self) -> &'m SectionFacts {
        &self.model.facts[self.index]
    }

    /// The word that opens it; empty for lines that stand in no section.
    #[must_use]
    pub fn kind(self) -> &'static str {
        self.lines().row.map_or("", |row| row.name)
    }

    /// Its name, if it has one.
    #[must_use]
    pub fn name(self) -> Option<&'s str> {
        self.header().filter(|header| header.len() > 1).map(|header| header.word(1))
    }

    /// Its header.
    #[must_use]
    pub fn header(self) -> Option<DirectiveRef<'m, 's>> {
        let lines = self.lines();
        lines.row.map(|_| DirectiveRef { model: self.model, section: self.index, index: lines.header })
    }

    /// Its directives, header excluded.
    pub fn directives(self) -> impl Iterator<Item = DirectiveRef<'m, 's>> {
        self.lines().directives.clone().map(move |index| DirectiveRef { model: self.model, section: self.index, index })
    }

    /// How it is called in messages: keyword and name.
    #[must_use]
    pub fn label(self) -> String {
        match self.name() {
            Some(name) => format!("{} {name}", self.kind()),
            None => self.kind().to_owned(),
        }
    }
}

/// A directive of a model.
#[derive(Clone, Copy)]
pub struct DirectiveRef<'m, 's> {
    pub(super) model: &'m Model<'s>,
    pub(super) section: usize,
    /// Its index.
    pub index: u32,
}

impl<'m, 's> DirectiveRef<'m, 's> {
    /// The directive as loaded.
    #[must_use]
    pub fn line(self) -> &'m Directive {
        &self.model.document.directives[self.index as usize]
    }

    /// Its section.
    #[must_use]
    pub fn section(self) -> SectionRef<'m, 's> {
        self.model.section(self.section)
    }

    /// What it was found to be.
    #[must_use]
    pub fn shape(self) -> &'m Shape {
        let lines = self.section().lines();
        let offset = if lines.row.is_some() { lines.header } else { lines.directives.start };
        &self.model.facts[self.section].shapes[(self.index - offset) as usize]
    }

    /// The row of its keyword.
    #[must_use]
    pub fn row(self) -> Option<&'static Row> {
        self.shape().row
    }

    /// The name of its row; empty if it is not known.
    #[must_use]
    pub fn keyword(self) -> &'static str {
        self.row().map_or("", |row| row.name)
    }

    /// The name of the first word that another table holds, such as `client` of `timeout client 1s`; empty if there is none.
    #[must_use]
    pub fn sub(self) -> &'static str {
        self.options().first().map_or("", |option| option.row.name)
    }

    /// Its words of other tables.
    #[must_use]
    pub fn options(self) -> &'m [OptionUse] {
        self.section().facts().options_of(self.shape())
    }

    /// Its words.
    #[must_use]
    pub fn words(self) -> &'m [Word<'s>] {
        self.model.document.words_of(self.line())
    }

    /// Its words as the parsers of expressions want them.
    #[must_use]
    pub fn texts(self) -> Vec<expr::Word<'s>> {
        self.words().iter().map(|word| (!word.opaque).then_some(word.text)).collect()
    }

    /// Number of its words.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a directive is never empty")]
    pub fn len(self) -> usize {
        self.words().len()
    }

    /// The value of word `at`; empty if there is none.
    #[must_use]
    pub fn word(self, at: usize) -> &'s str {
        self.words().get(at).map_or("", |word| word.text)
    }

    /// Whether the value of word `at` comes from a variable that is not known.
    #[must_use]
    pub fn is_opaque(self, at: usize) -> bool {
        self.words().get(at).is_some_and(|word| word.opaque)
    }

    /// Where word `at` stands; the end of the last word if there is none.
    #[must_use]
    pub fn at(self, at: usize) -> Location {
        let words = self.words();
        let span = words.get(at).map_or_else(|| Span::empty(words.last().map_or(0, |last| last.span.end)), |word| word.span);
        Location::new(self.line().file, span)
    }

    /// Where the bytes `part` of the value of word `at` stand; the whole word if quotes or escapes make that uncertain.
    #[must_use]
    pub fn within(self, at: usize, part: Span) -> Location {
        let place = self.at(at);
        if place.span.len() as usize != self.word(at).len() || part.end > place.span.len() {
            return place;
        }
        Location::new(place.file, Span::new(place.span.start + part.start, place.span.start + part.end))
    }

    /// Where the words from `from` to before `to` stand.
    #[must_use]
    pub fn range(self, from: usize, to: usize) -> Location {
        let last = to.min(self.len()).saturating_sub(1).max(from);
        Location::new(self.line().file, self.at(from).span.to(self.at(last).span))
    }

    /// Where all its words stand, without prefix.
    #[must_use]
    pub fn all(self) -> Location {
        self.range(0, self.len())
    }

    /// The words from `from` on as they stand in the file.
    #[must_use]
    pub fn text_from(self, from: usize) -> &'s str {
        let at = self.range(from, self.len());
        self.model.source(at.file).slice(at.span)
    }

    /// All options on this line, in order.
    #[must_use]
    pub fn each_option(self) -> impl DoubleEndedIterator<Item = OptionRef<'m, 's>> {
        self.options().iter().map(move |option| OptionRef { directive: self, option: *option })
    }

    /// The option called `name` on this line, the last if there are several.
    #[must_use]
    pub fn option(self, name: &str) -> Option<OptionRef<'m, 's>> {
        self.options().iter().rev().find(|option| option.row.name == name).map(|option| OptionRef { directive: self, option: *option })
    }
}

/// A word of another table in a directive, with its arguments.
#[derive(Clone, Copy)]
pub struct OptionRef<'m, 's> {
    /// Its directive.
    pub directive: DirectiveRef<'m, 's>,
    /// The word.
    pub option: OptionUse,
}

impl<'s> OptionRef<'_, 's> {
    /// The value of its argument `index`, from 0; empty if there is none.
    #[must_use]
    pub fn argument(self, index: usize) -> &'s str {
        let at = usize::from(self.option.at) + 1 + index;
        if at < usize::from(self.option.end) { self.directive.word(at) } else { "" }
    }

    /// Whether its argument `index` comes from a variable that is not known.
    #[must_use]
    pub fn is_opaque(self, index: usize) -> bool {
        self.directive.is_opaque(usize::from(self.option.at) + 1 + index)
    }

    /// Where the word itself stands.
    #[must_use]
    pub fn word_at(self) -> Location {
        self.directive.at(usize::from(self.option.at))
    }

    /// Where the word and its arguments stand.
    #[must_use]
    pub fn at(self) -> Location {
        self.directive.range(usize::from(self.option.at), usize::from(self.option.end))
    }
}
