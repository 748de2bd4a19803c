//! Builds the proxies and the index of a model from what its directives are.

use rustc_hash::FxHashMap;

use super::said::names_of;
use super::{Acl, DirectiveRef, Mode, Model, Proxy, ProxyId, ProxyKind, SectionRef, Server, StickTable, Switch};
use crate::product::haproxy::endpoint::Endpoint;
use crate::product::haproxy::tables::kind;
use crate::schema::Kind;
use crate::text::{Location, Span};

/// The proxies by name.
#[derive(Debug, Default)]
pub(super) struct ProxyNames<'s> {
    pub(super) backends: FxHashMap<&'s str, ProxyId>,
    pub(super) frontends: FxHashMap<&'s str, ProxyId>,
    pub(super) defaults: FxHashMap<&'s str, ProxyId>,
}

/// Where to find what sections define.
#[derive(Debug, Default)]
pub(super) struct Index<'s> {
    pub(super) by_kind: FxHashMap<Kind, FxHashMap<&'s str, Vec<Location>>>,
    /// The directives of each keyword, in order, with their sections.
    pub(super) by_keyword: FxHashMap<&'static str, Vec<(u32, u32)>>,
    /// The sections that are no proxies, by the word that opens them.
    pub(super) by_section: FxHashMap<&'s str, Vec<usize>>,
    /// The stick tables, by what rules call them.
    pub(super) tables: FxHashMap<Box<str>, usize>,
}

/// The proxies of `model` in order, and their names. `model` has none yet.
pub(super) fn proxies<'s>(model: &Model<'s>) -> (Vec<Proxy<'s>>, ProxyNames<'s>) {
    let mut reader = Reader { model, list: Vec::new(), names: ProxyNames::default(), last_defaults: None };
    for section in model.sections() {
        if let Some(kind) = ProxyKind::of(section.kind()) {
            reader.proxy(section.index, kind);
        }
    }
    serve(&mut reader.list);
    (reader.list, reader.names)
}

/// Marks every `defaults` that an enabled proxy inherits from.
fn serve(proxies: &mut [Proxy<'_>]) {
    for id in (0..proxies.len()).rev() {
        let proxy = &proxies[id];
        let active = if proxy.kind == ProxyKind::Defaults { proxy.serves } else { !proxy.disabled };
        if let (true, Some(parent)) = (active, proxy.parent) {
            proxies[parent].serves = true;
        }
    }
}

/// The stick tables of `model` in order, and its index.
pub(super) fn index<'s>(model: &Model<'s>) -> (Vec<StickTable>, Index<'s>) {
    let mut index = Index::default();
    let mut tables = Vec::new();
    for section in model.sections() {
        if ProxyKind::of(section.kind()).is_none() {
            index.by_section.entry(section.kind()).or_default().push(section.index);
        }
        index.definitions(section);
        index.keywords(section);
        index.tables(section, &mut tables);
    }
    (tables, index)
}

impl<'s> Index<'s> {
    fn definitions(&mut self, section: SectionRef<'_, 's>) {
        for name in &section.facts().definitions {
            // Servers are known within their backend only: see `Proxy::servers`.
            if name.kind != kind::SERVER {
                let directive = DirectiveRef { model: section.model, section: section.index, index: name.directive };
                let at = usize::from(name.at);
                let places = self.by_kind.entry(name.kind).or_default().entry(directive.word(at)).or_default();
                places.push(directive.at(at));
            }
        }
    }

    fn keywords(&mut self, section: SectionRef<'_, 's>) {
        let lines = section.lines();
        let shapes = &section.facts().shapes;
        let own = &shapes[shapes.len() - lines.directives.len()..];
        for (index, row) in lines.directives.clone().zip(own).filter_map(|(index, shape)| Some((index, shape.row?))) {
            self.by_keyword.entry(row.name).or_default().push((section.index as u32, index));
        }
    }

    fn tables(&mut self, section: SectionRef<'_, 's>, tables: &mut Vec<StickTable>) {
        let keyword = if section.kind() == "peers" { "table" } else { "stick-table" };
        for directive in section.directives().filter(|directive| directive.keyword() == keyword) {
            let owner = section.name().unwrap_or_default();
            let name: Box<str> = if keyword == "table" { format!("{owner}/{}", directive.word(1)).into() } else { owner.into() };
            self.tables.entry(name.clone()).or_insert(tables.len());
            tables.push(StickTable { section: section.index, directive: directive.index, name });
        }
    }
}

struct Reader<'m, 's> {
    model: &'m Model<'s>,
    list: Vec<Proxy<'s>>,
    names: ProxyNames<'s>,
    last_defaults: Option<ProxyId>,
}

impl<'s> Reader<'_, 's> {
    fn proxy(&mut self, section: usize, kind: ProxyKind) {
        let id = self.list.len();
        let proxy = self.read(section, kind);
        let name = proxy.name;
        if kind == ProxyKind::Defaults {
            self.last_defaults = Some(id);
            if !name.is_empty() {
                self.names.defaults.insert(name, id);
            }
        }
        if kind.connects() {
            self.names.backends.entry(name).or_insert(id);
        }
        if kind.listens() {
            self.names.frontends.entry(name).or_insert(id);
        }
        self.list.push(proxy);
    }

    fn read(&self, section: usize, kind: ProxyKind) -> Proxy<'s> {
        let model = self.model;
        let section_ref = model.section(section);
        let header = DirectiveRef { model, section, index: section_ref.lines().header };
        let names_parent = kind == ProxyKind::Defaults && header.word(1) == "from" && header.len() > 2;
        let name = if names_parent { "" } else { header.word(1) };
        let from = header.words().iter().position(|word| word.text == "from").filter(|&at| at >= 1 && (at > 1 || names_parent));
        let explicit = from.map(|at| header.word(at + 1)).filter(|name| !name.is_empty());
        let parent = match explicit {
            Some(name) => self.names.defaults.get(name).copied(),
            None if kind == ProxyKind::Defaults => None,
            None => self.last_defaults,
        };
        let inherited = parent.map(|id| &self.list[id]);
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
            fronts_postgres: false,
            listeners: Vec::new(),
            endpoints: Vec::new(),
            servers: Vec::new(),
            default_servers: Vec::new(),
            acls: Vec::new(),
            acls_by_name: Vec::new(),
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
        proxy.acls_by_name = (0..proxy.acls.len() as u32).collect();
        proxy.acls_by_name.sort_by_key(|&index| proxy.acls[index as usize].name);
        proxy
    }
}

/// Files `directive` under what it is.
fn add<'s>(proxy: &mut Proxy<'s>, directive: DirectiveRef<'_, 's>) {
    let index = directive.index;
    match directive.keyword() {
        "" => {}
        "bind" => {
            proxy.listeners.push(index);
            listen(proxy, directive);
        }
        keyword @ ("server" | "server-template") => {
            let address = if keyword == "server" { 2 } else { 3 };
            let known = !directive.is_opaque(address);
            proxy.servers.push(Server {
                directive: index,
                name: directive.word(1),
                address: address as u16,
                endpoint: known.then(|| Endpoint::parse(directive.word(address))).flatten(),
                defaults: proxy.default_servers.len(),
                options: proxy.default_options | names_of(directive.options()),
            });
        }
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

/// Takes the addresses of a `bind` line apart.
fn listen<'s>(proxy: &mut Proxy<'s>, directive: DirectiveRef<'_, 's>) {
    if directive.is_opaque(1) {
        return;
    }
    let at = directive.at(1);
    let exact = at.span.len() as usize == directive.word(1).len();
    let mut start = at.span.start;
    for part in directive.word(1).split(',') {
        let end = start + part.len() as u32;
        if let Some(endpoint) = Endpoint::parse(part) {
            let place = if exact { Location::new(at.file, Span::new(start, end)) } else { at };
            proxy.endpoints.push((directive.index, endpoint, place));
        }
        start = end + 1;
    }
}
