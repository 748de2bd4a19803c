//! The typed view of a configuration that rules read: proxies with what they inherit, listeners, servers, ACLs, rules and names.
//!
//! It borrows everything: indexes and spans into the words of a [`Document`], no copied text.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::Target;
use super::decode::Word;
use super::facts::{NameUse, OptionUse, Problem, SectionFacts, Shape, Surroundings, TermUse, gather};
use super::load::{Directive, Document, ParsedFile, SectionLines};
use super::tables::kind;
use crate::schema::{Flags, Kind, Row, Version};
use crate::text::{FileId, Location, Source, Span};

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
    names: Names<'s>,
    /// The directives of each keyword, in order, with their sections.
    by_keyword: FxHashMap<&'static str, Vec<(u32, u32)>>,
    /// Which proxies carry PostgreSQL; found when a rule first asks.
    pub(super) postgres: OnceLock<Vec<bool>>,
}

/// Index of a proxy in [`Model::proxies`].
pub type ProxyId = usize;

/// The four kinds of proxy sections.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProxyKind {
    /// Settings for the sections below.
    Defaults,
    /// Listens.
    Frontend,
    /// Both at once.
    Listen,
    /// Connects.
    Backend,
}

impl ProxyKind {
    fn of(section: &str) -> Option<Self> {
        Some(match section {
            "defaults" => Self::Defaults,
            "frontend" => Self::Frontend,
            "listen" => Self::Listen,
            "backend" => Self::Backend,
            _ => return None,
        })
    }

    /// Whether it accepts connections.
    #[must_use]
    pub const fn listens(self) -> bool {
        matches!(self, Self::Frontend | Self::Listen)
    }

    /// Whether it has servers.
    #[must_use]
    pub const fn connects(self) -> bool {
        matches!(self, Self::Backend | Self::Listen)
    }

    /// The word that opens such a section.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Defaults => "defaults",
            Self::Frontend => "frontend",
            Self::Listen => "listen",
            Self::Backend => "backend",
        }
    }
}

/// The layer at which a proxy works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    /// Connections.
    Tcp,
    /// HTTP requests.
    Http,
    /// Something else: `log`, `spop`, `haterm`.
    Other,
}

impl Mode {
    fn of(word: &str) -> Self {
        match word {
            "tcp" => Self::Tcp,
            "http" => Self::Http,
            _ => Self::Other,
        }
    }

    /// As it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Http => "http",
            Self::Other => "other",
        }
    }
}

/// A proxy section with what it holds.
#[derive(Debug)]
pub struct Proxy<'s> {
    /// Its section.
    pub section: usize,
    /// Its kind.
    pub kind: ProxyKind,
    /// Its name; empty for `defaults` without one.
    pub name: &'s str,
    /// Where its name stands, or its keyword if it has none.
    pub at: Location,
    /// The `defaults` it inherits from.
    pub parent: Option<ProxyId>,
    /// Whether `from` names the parent.
    pub explicit_parent: bool,
    /// Its mode after inheritance.
    pub mode: Mode,
    /// Whether `disabled` is in force, after inheritance.
    pub disabled: bool,
    /// Whether a proxy that is not disabled inherits from it.
    pub serves: bool,
    /// Directives of `bind`, in order.
    pub listeners: Vec<u32>,
    /// Its servers in order.
    pub servers: Vec<Server<'s>>,
    /// Directives of `default-server`, in order.
    pub default_servers: Vec<u32>,
    /// Its ACLs in order.
    pub acls: Vec<Acl<'s>>,
    /// `use_backend` rules in order.
    pub switches: Vec<Switch<'s>>,
    /// The directive of the `default_backend` in force, inherited or own, and its name.
    pub default_backend: Option<(u32, &'s str)>,
    settings: Vec<(&'static str, &'static str, u32)>,
    /// A filter of the names of the options on its `default-server` lines and inherited ones.
    default_options: u64,
}

impl Proxy<'_> {
    /// Whether a line of `keyword` stands in it; not for listeners, servers, ACLs and `use_backend`.
    #[must_use]
    pub fn has_line(&self, keyword: &str) -> bool {
        self.settings.iter().any(|(own, _, _)| *own == keyword)
    }
}

/// A `server` or `server-template` line.
#[derive(Debug)]
pub struct Server<'s> {
    /// Its directive.
    pub directive: u32,
    /// Its name, or the prefix of a template.
    pub name: &'s str,
    /// Number of the word that is its address.
    pub address: u16,
    /// Number of `default-server` lines above it.
    defaults: usize,
    /// A filter of the names of the options that may count for it: see [`name_bit`].
    options: u64,
}

/// A stick table: of a proxy, or a `table` of a `peers` section.
#[derive(Debug)]
pub struct StickTable {
    /// Its section.
    pub section: usize,
    /// Its directive.
    pub directive: u32,
    /// What rules call it: the name of its proxy, or `peers/table`.
    pub name: Box<str>,
}

/// An `acl` line.
#[derive(Debug)]
pub struct Acl<'s> {
    /// Its directive.
    pub directive: u32,
    /// Its name.
    pub name: &'s str,
}

/// A `use_backend` line.
#[derive(Debug)]
pub struct Switch<'s> {
    /// Its directive.
    pub directive: u32,
    /// The name of the backend; may be a log-format expression.
    pub target: &'s str,
    /// Whether the name is computed at run time.
    pub dynamic: bool,
    /// Number of the word at which its condition stands, 0 if it has none.
    pub condition: u16,
}

#[derive(Debug, Default)]
struct Names<'s> {
    by_kind: FxHashMap<Kind, FxHashMap<&'s str, Vec<Location>>>,
    backends: FxHashMap<&'s str, ProxyId>,
    frontends: FxHashMap<&'s str, ProxyId>,
    defaults: FxHashMap<&'s str, ProxyId>,
    tables: FxHashMap<Box<str>, usize>,
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
            names: Names::default(),
            by_keyword: FxHashMap::default(),
            postgres: OnceLock::new(),
        };
        Builder { model: &mut model, last_defaults: None }.build();
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
        let found = self.by_keyword.get(keyword).map_or(&[][..], Vec::as_slice);
        found.iter().map(|&(section, index)| DirectiveRef { model: self, section: section as usize, index })
    }

    /// The directives of `keyword` in section `section`, in order.
    pub fn named_in(&self, section: usize, keyword: &str) -> impl Iterator<Item = DirectiveRef<'_, 's>> {
        let found = self.by_keyword.get(keyword).map_or(&[][..], Vec::as_slice);
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
        self.names.tables.get(name).map(|&index| &self.tables[index])
    }

    /// Where names of `kind` called `name` are defined.
    #[must_use]
    pub fn defined(&self, kind: Kind, name: &str) -> &[Location] {
        self.names.by_kind.get(&kind).and_then(|names| names.get(name)).map_or(&[], Vec::as_slice)
    }

    /// All names of `kind`.
    pub fn names(&self, kind: Kind) -> impl Iterator<Item = &'s str> {
        self.names.by_kind.get(&kind).into_iter().flat_map(|names| names.keys().copied())
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

    /// The option `name` that is in force for `server`: on its line, or on a `default-server` line above or inherited.
    /// A later `no-name` takes it away.
    #[must_use]
    pub fn server_option<'m>(&'m self, proxy: &'m Proxy<'s>, server: &Server<'s>, name: &str) -> Option<OptionRef<'m, 's>> {
        if server.options & name_bit(name) == 0 {
            return None;
        }
        let own = self.directive(proxy, server.directive);
        let above = proxy.default_servers[..server.defaults].iter().rev().map(|&index| self.directive(proxy, index));
        if let Some(said) = decide(own, name, true).or_else(|| above.into_iter().find_map(|line| decide(line, name, false))) {
            return said.option();
        }
        for parent in self.chain(proxy).skip(1) {
            let lines = parent.default_servers.iter().rev().map(|&index| self.directive(parent, index));
            if let Some(said) = lines.into_iter().find_map(|line| decide(line, name, false)) {
                return said.option();
            }
        }
        None
    }

    /// All options that count for `server`, the one that was read last first: those of its line, then those of the `default-server`
    /// lines above it, then inherited ones. Words that have no effect on a `default-server` line are left out there.
    pub fn server_options<'m>(&'m self, proxy: &'m Proxy<'s>, server: &Server<'s>) -> impl Iterator<Item = OptionRef<'m, 's>> {
        let own = self.directive(proxy, server.directive);
        let above = proxy.default_servers[..server.defaults].iter().rev().map(|&index| self.directive(proxy, index));
        let inherited =
            self.chain(proxy).skip(1).flat_map(|parent| parent.default_servers.iter().rev().map(|&index| self.directive(parent, index)));
        std::iter::once(own).chain(above).chain(inherited).flat_map(move |directive| {
            let counts =
                move |option: &OptionRef<'m, 's>| directive.index == own.index || !option.option.row.flags.has(Flags::NO_DEFAULT_SERVER);
            directive.each_option().rev().filter(counts)
        })
    }

    /// The proxies that HAProxy looks at again after reading: all but `defaults` and those that are disabled.
    pub fn live_proxies(&self) -> impl Iterator<Item = &Proxy<'s>> {
        self.proxies.iter().filter(|proxy| proxy.kind != ProxyKind::Defaults && !proxy.disabled)
    }

    /// The directives of all sections that `section` opens, such as `global`, in order.
    pub fn directives_of<'m>(&'m self, section: &'m str) -> impl Iterator<Item = DirectiveRef<'m, 's>> {
        self.sections().filter(move |found| found.kind() == section).flat_map(SectionRef::directives)
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

#[cfg(feature = "cli")]
fn facts(document: &Document<'_>, target: &Target) -> Vec<SectionFacts> {
    use rayon::prelude::*;
    let surroundings = surroundings(document, target);
    document.sections.par_iter().map(|section| gather(document, section, is_named(document, section), surroundings)).collect()
}

#[cfg(not(feature = "cli"))]
fn facts(document: &Document<'_>, target: &Target) -> Vec<SectionFacts> {
    let surroundings = surroundings(document, target);
    document.sections.iter().map(|section| gather(document, section, is_named(document, section), surroundings)).collect()
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

/// A section of a model.
#[derive(Clone, Copy)]
pub struct SectionRef<'m, 's> {
    model: &'m Model<'s>,
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
    model: &'m Model<'s>,
    section: usize,
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

struct Builder<'m, 's> {
    model: &'m mut Model<'s>,
    last_defaults: Option<ProxyId>,
}

impl<'s> Builder<'_, 's> {
    fn build(mut self) {
        for index in 0..self.model.document.sections.len() {
            if let Some(kind) = self.model.document.sections[index].row.and_then(|row| ProxyKind::of(row.name)) {
                self.proxy(index, kind);
            }
            self.definitions(index);
            self.keywords(index);
            self.tables(index);
        }
        self.serve();
    }

    fn keywords(&mut self, section: usize) {
        let lines = &self.model.document.sections[section];
        let shapes = &self.model.facts[section].shapes;
        let own = &shapes[shapes.len() - lines.directives.len()..];
        for (index, row) in lines.directives.clone().zip(own).filter_map(|(index, shape)| Some((index, shape.row?))) {
            self.model.by_keyword.entry(row.name).or_default().push((section as u32, index));
        }
    }

    /// Marks every `defaults` that an enabled proxy inherits from.
    fn serve(&mut self) {
        for id in (0..self.model.proxies.len()).rev() {
            let proxy = &self.model.proxies[id];
            let active = if proxy.kind == ProxyKind::Defaults { proxy.serves } else { !proxy.disabled };
            if let (true, Some(parent)) = (active, proxy.parent) {
                self.model.proxies[parent].serves = true;
            }
        }
    }

    fn tables(&mut self, section: usize) {
        let found: Vec<StickTable> = {
            let section = self.model.section(section);
            let name = section.name().unwrap_or_default();
            let keyword = if section.kind() == "peers" { "table" } else { "stick-table" };
            let tables = section.directives().filter(|directive| directive.keyword() == keyword);
            let name_of = |directive: DirectiveRef<'_, '_>| {
                if keyword == "table" { format!("{name}/{}", directive.word(1)) } else { name.to_owned() }
            };
            tables
                .map(|directive| StickTable { section: section.index, directive: directive.index, name: name_of(directive).into() })
                .collect()
        };
        for table in found {
            let index = self.model.tables.len();
            self.model.names.tables.entry(table.name.clone()).or_insert(index);
            self.model.tables.push(table);
        }
    }

    fn definitions(&mut self, section: usize) {
        for name in &self.model.facts[section].definitions {
            let directive = DirectiveRef { model: self.model, section, index: name.directive };
            let at = usize::from(name.at);
            let (text, place) = (directive.word(at), directive.at(at));
            // Servers are known within their backend only: see `Proxy::servers`.
            if name.kind != kind::SERVER {
                self.model.names.by_kind.entry(name.kind).or_default().entry(text).or_default().push(place);
            }
        }
    }

    fn proxy(&mut self, section: usize, kind: ProxyKind) {
        let id = self.model.proxies.len();
        let proxy = self.read(section, kind);
        let name = proxy.name;
        if kind == ProxyKind::Defaults {
            self.last_defaults = Some(id);
            if !name.is_empty() {
                self.model.names.defaults.insert(name, id);
            }
        }
        if kind.connects() {
            self.model.names.backends.entry(name).or_insert(id);
        }
        if kind.listens() {
            self.model.names.frontends.entry(name).or_insert(id);
        }
        self.model.proxies.push(proxy);
    }

    fn read(&self, section: usize, kind: ProxyKind) -> Proxy<'s> {
        let model = &*self.model;
        let section_ref = model.section(section);
        let header = DirectiveRef { model, section, index: section_ref.lines().header };
        let names_parent = kind == ProxyKind::Defaults && header.word(1) == "from" && header.len() > 2;
        let name = if names_parent { "" } else { header.word(1) };
        let from = header.words().iter().position(|word| word.text == "from").filter(|&at| at >= 1 && (at > 1 || names_parent));
        let explicit = from.map(|at| header.word(at + 1)).filter(|name| !name.is_empty());
        let parent = match explicit {
            Some(name) => model.names.defaults.get(name).copied(),
            None if kind == ProxyKind::Defaults => None,
            None => self.last_defaults,
        };
        let inherited = parent.map(|id| &model.proxies[id]);
        let mut proxy = Proxy {
            section,
            kind,
            name,
            at: header.at(usize::from(!name.is_empty())),
            parent,
            explicit_parent: explicit.is_some(),
            mode: inherited.map_or(Mode::Tcp, |parent| parent.mode),
            disabled: inherited.is_some_and(|parent| parent.disabled),
            serves: false,
            listeners: Vec::new(),
            servers: Vec::new(),
            default_servers: Vec::new(),
            acls: Vec::new(),
            switches: Vec::new(),
            default_backend: if kind.listens() || kind == ProxyKind::Defaults {
                inherited.and_then(|parent| parent.default_backend)
            } else {
                None
            },
            settings: Vec::new(),
            default_options: inherited.map_or(0, |parent| parent.default_options),
        };
        for directive in section_ref.directives() {
            add(&mut proxy, directive);
        }
        proxy
    }
}

/// What a line says of an option of a server.
enum Said<'m, 's> {
    /// It is there.
    There(OptionRef<'m, 's>),
    /// `no-` before its name takes it away.
    Gone,
}

impl<'m, 's> Said<'m, 's> {
    fn option(self) -> Option<OptionRef<'m, 's>> {
        match self {
            Self::There(option) => Some(option),
            Self::Gone => None,
        }
    }
}

/// What `line` says of the option `name` of a server, if anything. On a `default-server` line (not `own`) words without effect there are
/// passed over.
fn decide<'m, 's>(line: DirectiveRef<'m, 's>, name: &str, own: bool) -> Option<Said<'m, 's>> {
    for option in line.options().iter().rev() {
        if !own && option.row.flags.has(Flags::NO_DEFAULT_SERVER) {
            continue;
        }
        if option.row.name == name {
            return Some(Said::There(OptionRef { directive: line, option: *option }));
        }
        if option.row.name.strip_prefix("no-") == Some(name) {
            return Some(Said::Gone);
        }
    }
    None
}

/// The bit that stands for `name` in a filter of names: a name whose bit is not set is surely not there.
fn name_bit(name: &str) -> u64 {
    let bytes = name.as_bytes();
    let (first, last) = (bytes.first().copied().unwrap_or_default(), bytes.last().copied().unwrap_or_default());
    1 << ((usize::from(first) * 5 + usize::from(last) * 3 + bytes.len() * 7) % 64)
}

/// A filter of the names of `options`.
fn names_of(options: &[OptionUse]) -> u64 {
    options.iter().fold(0, |names, option| names | name_bit(option.row.name))
}

/// Files `directive` under what it is.
fn add<'s>(proxy: &mut Proxy<'s>, directive: DirectiveRef<'_, 's>) {
    let index = directive.index;
    match directive.keyword() {
        "" => {}
        "bind" => proxy.listeners.push(index),
        "server" | "server-template" => proxy.servers.push(Server {
            directive: index,
            name: directive.word(1),
            address: if directive.keyword() == "server" { 2 } else { 3 },
            defaults: proxy.default_servers.len(),
            options: proxy.default_options | names_of(directive.options()),
        }),
        "default-server" => {
            proxy.default_options |= names_of(directive.options());
            proxy.default_servers.push(index);
        }
        "acl" => proxy.acls.push(Acl { directive: index, name: directive.word(1) }),
        "use_backend" => proxy.switches.push(Switch {
            directive: index,
            target: directive.word(1),
            dynamic: directive.is_opaque(1) || directive.word(1).contains('%'),
            condition: directive.shape().condition,
        }),
        keyword => {
            match keyword {
                "mode" if directive.len() > 1 => proxy.mode = Mode::of(directive.word(1)),
                "disabled" => proxy.disabled = true,
                "enabled" => proxy.disabled = false,
                "default_backend" if !directive.is_opaque(1) => proxy.default_backend = Some((index, directive.word(1))),
                _ => {}
            }
            proxy.settings.push((keyword, directive.sub(), index));
        }
    }
}
