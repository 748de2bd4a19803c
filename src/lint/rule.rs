//! What a rule is.

use super::{Level, Report, RuleOption, Upstream, options_of};

/// What rules are about: a product or the stack, by the model that they read.
pub trait Subject {
    /// The model; it borrows from the files for `'s`. Several rules read it at once.
    type Model<'s>: Sync;
    /// What most rules look at one by one, such as the proxies of a configuration.
    type Part<'s>: Sync;

    /// The parts of `model`, in order.
    fn parts<'m, 's: 'm>(model: &'m Self::Model<'s>) -> &'m [Self::Part<'s>];
}

/// What a rule wants to be asked with.
pub enum Check<S: Subject> {
    /// The model, once.
    Whole(for<'m, 's> fn(&'m S::Model<'s>, &mut Report<'_>)),
    /// Each part of the model. Of two ways the faster one: all such rules look at a part while it is in the processor's cache.
    Each(for<'m, 's> fn(&'m S::Model<'s>, &'m S::Part<'s>, &mut Report<'_>)),
    /// The model once, for what is outside its parts, and each part.
    Both(for<'m, 's> fn(&'m S::Model<'s>, &mut Report<'_>), for<'m, 's> fn(&'m S::Model<'s>, &'m S::Part<'s>, &mut Report<'_>)),
}

/// A rule: one file, whose `//!` header is its documentation.
pub struct Rule<S: Subject> {
    /// Never changed and never used again: three letters for what it looks at, three digits.
    pub id: &'static str,
    /// The fault, so that `allow(unknown-backend)` reads right.
    pub name: &'static str,
    /// How bad its findings are, unless one says otherwise.
    pub level: Level,
    /// What the real program says of them, unless one says otherwise.
    pub upstream: Upstream,
    /// Version of pglb-lint that brought it.
    pub since: &'static str,
    /// Looks for the fault.
    pub check: Check<S>,
}

/// What is known of a rule without its model: for lists, documentation and reports.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// Its id.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Its usual level.
    pub level: Level,
    /// What the real program usually says.
    pub upstream: Upstream,
    /// Version of pglb-lint that brought it.
    pub since: &'static str,
    /// Its documentation: Markdown, the first line is a summary.
    pub docs: &'static str,
}

impl<S: Subject> Rule<S> {
    /// The rule without its model.
    #[must_use]
    pub const fn entry(&self, docs: &'static str) -> Entry {
        Entry { id: self.id, name: self.name, level: self.level, upstream: self.upstream, since: self.since, docs }
    }
}

impl Entry {
    /// What can be set of it.
    pub fn options(&self) -> impl Iterator<Item = &'static RuleOption> {
        options_of(self.id)
    }

    /// The first line of the documentation.
    #[must_use]
    pub fn summary(&self) -> &'static str {
        self.docs.lines().next().unwrap_or_default()
    }

    /// The paragraph behind the summary: why the fault is one.
    #[must_use]
    pub fn why(&self) -> Option<String> {
        let paragraph = self.docs.split("\n\n").nth(1)?.trim();
        (!paragraph.starts_with("```") && !paragraph.is_empty()).then(|| paragraph.replace('\n', " "))
    }
}
