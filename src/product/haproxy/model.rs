//! The typed view of a configuration that rules read: proxies with what they inherit, listeners, servers, ACLs, rules and names.
//!
//! It borrows everything: indexes and spans into the words of a [`Document`], no copied text.

mod build;
mod proxy;
mod refs;
mod said;

use self::build::{Index, ProxyNames};
pub use self::proxy::{Acl, Mode, Proxy, ProxyId, ProxyKind, Server, StickTable, Switch};
pub use self::refs::{DirectiveRef, OptionRef, SectionRef};
use super::Target;
use super::facts::{NameUse, Problem, SectionFacts, Surroundings, TermUse, gather};
use super::load::{Document, ParsedFile, SectionLines};
use super::postgres::fronts_postgres;
use crate::parallel;
use crate::schema::{Kind, Version};
use crate::text::{FileId, Location, Source};

/// Everything that is known of the files given together.
pub struct Model<'s> {
    /// The target.
    pub target: &'s Target,
    /// The files in load order.
    pub files: Vec<ParsedFile<'s>>,
    /// Their directives.
    pub document: Document<'s>,
    /// What the directives of each section are, by section.
    pub facts: Vec<SectionFacts>,
    /// The proxies: `defaults`, `frontend`, `listen` and `backend` sections in order.
    pub proxies: Vec<Proxy<'s>>,
    /// The stick tables in order.
    pub tables: Vec<StickTable>,
    names: ProxyNames<'s>,
    index: Index<'s>,
}

impl<'s> Model<'s> {
    /// The model of `document`, read from `files`.
    #[must_use]
    pub fn new(files: Vec<ParsedFile<'s>>, document: Document<'s>, target: &'s Target) -> Self {
        let facts = facts(&document, target);
        let mut model = Self {
            target,
            files,
            document,
            facts,
            proxies: Vec::new(),
            tables: Vec::new(),
            names: ProxyNames::default(),
            index: Index::default(),
        };
        let ((proxies, names), (tables, index)) = parallel::join(|| build::proxies(&model), || build::index(&model));
        (model.proxies, model.names, model.tables, model.index) = (proxies, names, tables, index);
        for (proxy, found) in fronts_postgres(&model).into_iter().enumerate() {
            model.proxies[proxy].fronts_postgres = found;
        }
        model
    }

    /// The file `id`.
    #[must_use]
    pub fn source(&self, id: FileId) -> &'s Source {
        self.files.iter().find(|file| file.id == id).map_or_else(|| self.files[0].source, |file| file.source)
    }

    /// All sections.
    pub fn sections(&self) -> impl Iterator<Item = SectionRef<'_, 's>> {
        (0..self.document.sections.len()).map(|index| SectionRef { model: self, index })
    }

    /// The section `index`.
    #[must_use]
    pub fn section(&self, index: usize) -> SectionRef<'_, 's> {
        SectionRef { model: self, index }
    }

    /// The section of `proxy`.
    #[must_use]
    pub fn section_of(&self, proxy: &Proxy<'s>) -> SectionRef<'_, 's> {
        self.section(proxy.section)
    }

    /// The directive `index` of `proxy`.
    #[must_use]
    pub fn directive(&self, proxy: &Proxy<'s>, index: u32) -> DirectiveRef<'_, 's> {
        DirectiveRef { model: self, section: proxy.section, index }
    }

    /// The directive `index`, wherever it stands.
    #[must_use]
    pub fn any_directive(&self, index: u32) -> DirectiveRef<'_, 's> {
        let section = self.document.sections.partition_point(|section| section.directives.end.max(section.header + 1) <= index);
        DirectiveRef { model: self, section, index }
    }

    /// All directives of `keyword`, in order.
    pub fn named(&self, keyword: &str) -> impl Iterator<Item = DirectiveRef<'_, 's>> {
        let found = self.index.by_keyword.get(keyword).map_or(&[][..], Vec::as_slice);
        found.iter().map(|&(section, index)| DirectiveRef { model: self, section: section as usize, index })
    }

    /// The directives of `keyword` in section `section`, in order.
    pub fn named_in(&self, section: usize, keyword: &str) -> impl Iterator<Item = DirectiveRef<'_, 's>> {
        let found = self.index.by_keyword.get(keyword).map_or(&[][..], Vec::as_slice);
        let start = found.partition_point(|(other, _)| (*other as usize) < section);
        let count = found[start..].partition_point(|(other, _)| *other as usize == section);
        found[start..start + count].iter().map(move |&(_, index)| DirectiveRef { model: self, section, index })
    }

    /// The proxy that connects and is called `name`: a `backend` or `listen`.
    #[must_use]
    pub fn backend(&self, name: &str) -> Option<&Proxy<'s>> {
        self.names.backends.get(name).map(|&id| &self.proxies[id])
    }

    /// The proxy that listens and is called `name`: a `frontend` or `listen`.
    #[must_use]
    pub fn frontend(&self, name: &str) -> Option<&Proxy<'s>> {
        self.names.frontends.get(name).map(|&id| &self.proxies[id])
    }

    /// The `defaults` section called `name`, the last one above that has the name.
    #[must_use]
    pub fn defaults(&self, name: &str) -> Option<&Proxy<'s>> {
        self.names.defaults.get(name).map(|&id| &self.proxies[id])
    }

    /// The first stick table called `name`.
    #[must_use]
    pub fn table(&self, name: &str) -> Option<&StickTable> {
        self.index.tables.get(name).map(|&index| &self.tables[index])
    }

    /// Where names of `kind` called `name` are defined.
    #[must_use]
    pub fn defined(&self, kind: Kind, name: &str) -> &[Location] {
        self.index.by_kind.get(&kind).and_then(|names| names.get(name)).map_or(&[], Vec::as_slice)
    }

    /// All names of `kind`.
    pub fn names(&self, kind: Kind) -> impl Iterator<Item = &'s str> {
        self.index.by_kind.get(&kind).into_iter().flat_map(|names| names.keys().copied())
    }

    /// `proxy` and what it inherits from, nearest first.
    pub fn chain<'m>(&'m self, proxy: &'m Proxy<'s>) -> impl Iterator<Item = &'m Proxy<'s>> {
        std::iter::successors(Some(proxy), |proxy| proxy.parent.map(|id| &self.proxies[id]))
    }

    /// The directive of `keyword` (and `sub`, such as `client` of `timeout`) that is in force in `proxy`, inherited or own.
    #[must_use]
    pub fn setting<'m>(&'m self, proxy: &'m Proxy<'s>, keyword: &str, sub: &str) -> Option<DirectiveRef<'m, 's>> {
        self.chain(proxy).find_map(|proxy| self.own_setting(proxy, keyword, sub))
    }

    /// The last directive of `keyword` and `sub` in `proxy` itself.
    #[must_use]
    pub fn own_setting<'m>(&'m self, proxy: &'m Proxy<'s>, keyword: &str, sub: &str) -> Option<DirectiveRef<'m, 's>> {
        let found = proxy.settings.iter().rev().find(|(own, own_sub, _)| *own == keyword && *own_sub == sub);
        found.map(|(_, _, directive)| self.directive(proxy, *directive))
    }

    /// The last directive of `keyword` that is in force in `proxy`, inherited or own, whatever stands behind it.
    #[must_use]
    pub fn keyword<'m>(&'m self, proxy: &'m Proxy<'s>, keyword: &str) -> Option<DirectiveRef<'m, 's>> {
        self.chain(proxy).find_map(|proxy| {
            let own = proxy.settings.iter().rev().find(|(own, _, _)| *own == keyword);
            own.map(|(_, _, directive)| self.directive(proxy, *directive))
        })
    }

    /// The last directive of `keyword` in `proxy` itself, whatever its second word is.
    #[must_use]
    pub fn own_setting_by_keyword<'m>(&'m self, proxy: &'m Proxy<'s>, keyword: &str) -> Option<DirectiveRef<'m, 's>> {
        let found = proxy.settings.iter().rev().find(|(own, _, _)| *own == keyword);
        found.map(|(_, _, directive)| self.directive(proxy, *directive))
    }

    /// The directives of `keyword` in `proxy` itself, in order. Not for listeners, servers, ACLs and `use_backend`.
    pub fn own_settings<'m>(&'m self, proxy: &'m Proxy<'s>, keyword: &str) -> impl Iterator<Item = DirectiveRef<'m, 's>> {
        let own = proxy.settings.iter().filter(move |(own, _, _)| *own == keyword);
        own.map(|(_, _, directive)| self.directive(proxy, *directive))
    }

    /// The last directive in force in `proxy`, inherited or own, that `fits`.
    #[must_use]
    pub fn setting_that<'m>(&'m self, proxy: &'m Proxy<'s>, fits: impl Fn(DirectiveRef<'m, 's>) -> bool) -> Option<DirectiveRef<'m, 's>> {
        self.chain(proxy).find_map(|proxy| {
            let mut own = proxy.settings.iter().rev().map(|(_, _, directive)| self.directive(proxy, *directive));
            own.find(|directive| fits(*directive))
        })
    }

    /// The last of `options` (words behind `option`) in force in `proxy`; `no option` of one takes it away.
    #[must_use]
    pub fn option_in_force<'m>(&'m self, proxy: &'m Proxy<'s>, options: &[&str]) -> Option<DirectiveRef<'m, 's>> {
        let found = self.chain(proxy).find_map(|proxy| {
            let mut own = proxy.settings.iter().rev().filter(|(keyword, sub, _)| *keyword == "option" && options.contains(sub));
            own.next().map(|(_, _, directive)| self.directive(proxy, *directive))
        })?;
        (found.line().prefix == super::load::Prefix::None).then_some(found)
    }

    /// The directives of all sections that `section` opens, in order: of `global` and the like, not of proxies.
    pub fn directives_of<'m>(&'m self, section: &'m str) -> impl Iterator<Item = DirectiveRef<'m, 's>> {
        let found = self.index.by_section.get(section).into_iter().flatten();
        found.flat_map(|&index| SectionRef { model: self, index }.directives())
    }

    /// Problems of all directives, with their sections.
    pub fn problems(&self) -> impl Iterator<Item = (DirectiveRef<'_, 's>, &Problem)> {
        self.facts.iter().enumerate().flat_map(move |(section, facts)| {
            facts.problems.iter().map(move |problem| (DirectiveRef { model: self, section, index: problem.directive }, problem))
        })
    }

    /// Uses of names of `kind`, with the directives they stand in.
    pub fn references(&self, kind: Kind) -> impl Iterator<Item = (DirectiveRef<'_, 's>, &NameUse)> {
        self.facts.iter().enumerate().flat_map(move |(section, facts)| {
            let uses = facts.references.iter().filter(move |name| name.kind == kind);
            uses.map(move |name| (DirectiveRef { model: self, section, index: name.directive }, name))
        })
    }

    /// The proxy that section `index` is, if it is one.
    #[must_use]
    pub fn proxy_of_section(&self, index: usize) -> Option<&Proxy<'s>> {
        self.proxies.binary_search_by_key(&index, |proxy| proxy.section).ok().map(|at| &self.proxies[at])
    }

    /// The index of `proxy` in [`Model::proxies`].
    #[must_use]
    pub fn id_of(&self, proxy: &Proxy<'_>) -> Option<ProxyId> {
        self.proxies.binary_search_by_key(&proxy.section, |other| other.section).ok()
    }

    /// Terms of the condition of directive `index` of `proxy`.
    #[must_use]
    pub fn terms_of<'m>(&'m self, proxy: &Proxy<'s>, index: u32) -> &'m [TermUse] {
        let terms = self.terms(proxy);
        let start = terms.partition_point(|used| used.directive < index);
        let count = terms[start..].partition_point(|used| used.directive == index);
        &terms[start..start + count]
    }

    /// Terms of the conditions in the section of `proxy`.
    #[must_use]
    pub fn terms<'m>(&'m self, proxy: &Proxy<'s>) -> &'m [TermUse] {
        &self.facts[proxy.section].terms
    }
}

fn facts(document: &Document<'_>, target: &Target) -> Vec<SectionFacts> {
    let surroundings = surroundings(document, target);
    parallel::map(&document.sections, |section| gather(document, section, is_named(document, section), surroundings))
}

fn is_named(document: &Document<'_>, section: &SectionLines) -> bool {
    section.row.is_some() && document.words_of(&document.directives[section.header as usize]).len() > 1
}

/// Looks for the global words that allow or define others.
fn surroundings(document: &Document<'_>, target: &Target) -> Surroundings {
    let exposes = |word: &str| {
        let globals = document.sections.iter().filter(|section| section.row.is_some_and(|row| row.name == "global"));
        let mut directives =
            globals.flat_map(|section| &document.directives[section.directives.start as usize..section.directives.end as usize]);
        directives.any(|directive| document.words_of(directive)[0].text == word)
    };
    Surroundings {
        counters: counters(document, target.version),
        version: target.version,
        lacking: target.profile.lacking(),
        experimental: exposes("expose-experimental-directives"),
        deprecated: exposes("expose-deprecated-directives"),
        lua: exposes("lua-load") || exposes("lua-load-per-thread"),
    }
}

/// The number of stick counters: 2.8 brought `tune.stick-counters`. `None` if it is set in a way that the order of lines decides.
fn counters(document: &Document<'_>, version: Version) -> Option<i64> {
    let globals = document.sections.iter().filter(|section| section.row.is_some_and(|row| row.name == "global"));
    let directives = globals.flat_map(|section| &document.directives[section.directives.start as usize..section.directives.end as usize]);
    let mut set = directives.map(|directive| document.words_of(directive)).filter(|words| words[0].text == "tune.stick-counters");
    let Some(words) = set.next().filter(|_| version >= Version::new(2, 8)) else {
        return Some(super::paren::COUNTERS);
    };
    let value = words.get(1).filter(|word| !word.opaque && set.next().is_none())?.text.parse::<i64>().ok()?;
    // A line that stands below the rules counts for none of them.
    let kinds: Vec<&str> = document.sections.iter().map(|section| section.row.map_or("", |row| row.name)).collect();
    let others = kinds.iter().position(|kind| *kind != "global").unwrap_or(kinds.len());
    kinds[others..].iter().all(|kind| *kind != "global").then_some(value)
}
