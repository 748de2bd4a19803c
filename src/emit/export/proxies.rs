//! The model: global settings, proxies with what is in force in them, and names.

use std::collections::BTreeMap;

use super::view::View;
use super::{Acl, Listener, Name, Parent, Proxy, Server, Setting, Switch, Target, Timeout, Use};
use crate::product::haproxy::facts::place_of;
use crate::product::haproxy::model::{self, DirectiveRef, Mode};
use crate::product::haproxy::tables::kind;
use crate::schema::Kind;
use crate::text::Location;

/// Keywords of which any number of lines is in force.
const CUMULATIVE: [&str; 27] = [
    "capture",
    "declare",
    "email-alert",
    "errorfile",
    "errorfiles",
    "errorloc",
    "errorloc302",
    "errorloc303",
    "filter",
    "force-be-switch",
    "force-persist",
    "http-after-response",
    "http-check",
    "http-error",
    "http-request",
    "http-response",
    "ignore-persist",
    "log",
    "monitor",
    "quic-initial",
    "redirect",
    "stats",
    "stick",
    "tcp-check",
    "tcp-request",
    "tcp-response",
    "use-server",
];

/// The settings of all `global` sections.
pub(super) fn global<'m>(view: View<'m, '_>) -> Vec<Setting<'m>> {
    let sections = view.model.sections().filter(|section| section.kind() == "global");
    let directives = sections.flat_map(crate::product::haproxy::model::SectionRef::directives);
    directives.filter(|directive| directive.row().is_some()).map(|directive| view.setting(directive, directive.section().index)).collect()
}

/// All proxies.
pub(super) fn proxies<'m>(view: View<'m, '_>) -> Vec<Proxy<'m>> {
    let mut uses = Uses::new(view);
    view.model.proxies.iter().map(|proxy| export_proxy(view, proxy, &mut uses)).collect()
}

/// All names that are defined or used.
pub(super) fn names<'m>(view: View<'m, '_>) -> Vec<Name<'m>> {
    let mut names: BTreeMap<(Kind, &'m str), Name<'m>> = BTreeMap::new();
    let uses = Uses::new(view);
    for kind in kinds().filter(|kind| *kind != kind::SERVER) {
        let entry = |name: &'m str| Name { kind: name_of(kind), name, defined: Vec::new(), used: Vec::new() };
        for name in view.model.names(kind) {
            let defined = view.model.defined(kind, name).iter().map(|at: &Location| view.place(*at)).collect();
            names.entry((kind, name)).or_insert_with(|| entry(name)).defined = defined;
        }
        for (name, used) in uses.by_name.get(&kind).into_iter().flatten() {
            names.entry((kind, name)).or_insert_with(|| entry(name)).used.clone_from(used);
        }
    }
    names.into_values().collect()
}

fn kinds() -> impl Iterator<Item = Kind> {
    (0..kind::NAMES.len() as u8).map(Kind)
}

fn name_of(kind: Kind) -> &'static str {
    kind::NAMES.get(usize::from(kind.0)).copied().unwrap_or_default()
}

/// The uses of names, by name and by section.
struct Uses<'m> {
    by_name: BTreeMap<Kind, BTreeMap<&'m str, Vec<Use<'m>>>>,
    by_section: BTreeMap<usize, Vec<Use<'m>>>,
}

impl<'m> Uses<'m> {
    fn new(view: View<'m, '_>) -> Self {
        let mut all = Self { by_name: BTreeMap::new(), by_section: BTreeMap::new() };
        for kind in kinds() {
            for (directive, reference) in view.model.references(kind) {
                let at = usize::from(reference.at);
                if directive.is_opaque(at) {
                    continue;
                }
                let section = directive.section().index;
                let mut origin = view.origin(directive, section);
                origin.place = view.place(directive.at(at));
                let used = Use { kind: name_of(kind), name: directive.word(at), keyword: directive.keyword(), origin };
                all.by_section.entry(section).or_default().push(used.clone());
                all.by_name.entry(kind).or_default().entry(used.name).or_default().push(used);
            }
        }
        for proxy in &view.model.proxies {
            all.inherited_default(view, proxy);
        }
        all
    }

    /// A `default_backend` counts once more for every proxy that inherits it.
    fn inherited_default(&mut self, view: View<'m, '_>, proxy: &'m model::Proxy<'_>) {
        let Some((directive, name)) = proxy.default_backend else { return };
        let directive = view.model.any_directive(directive);
        if directive.section().index == proxy.section {
            return;
        }
        let mut origin = view.origin(directive, proxy.section);
        origin.section = view.model.section_of(proxy).label();
        let used = Use { kind: name_of(kind::BACKEND), name, keyword: directive.keyword(), origin };
        self.by_name.entry(kind::BACKEND).or_default().entry(name).or_default().push(used);
    }

    /// The uses of the name of `proxy` for what it is.
    fn of(&self, proxy: &model::Proxy<'_>) -> Vec<Use<'m>> {
        use model::ProxyKind::{Backend, Defaults, Frontend, Listen};
        let kinds: &[Kind] = match proxy.kind {
            Defaults => &[kind::DEFAULTS],
            Frontend => &[kind::FRONTEND, kind::PROXY, kind::TABLE],
            Backend => &[kind::BACKEND, kind::PROXY, kind::TABLE],
            Listen => &[kind::BACKEND, kind::FRONTEND, kind::PROXY, kind::TABLE],
        };
        if proxy.name.is_empty() {
            return Vec::new();
        }
        let found = kinds.iter().filter_map(|kind| self.by_name.get(kind)?.get(proxy.name));
        found.flatten().cloned().collect()
    }
}

fn export_proxy<'m, 's>(view: View<'m, 's>, proxy: &'m model::Proxy<'s>, uses: &mut Uses<'m>) -> Proxy<'m> {
    let model = view.model;
    let in_force = InForce::of(view, proxy);
    let mode = match proxy.mode {
        Mode::Other => model.setting(proxy, "mode", "").map_or("other", |mode| mode.word(1)),
        mode => mode.as_str(),
    };
    let parent = proxy.parent.map(|id| &model.proxies[id]);
    let listener = |index: &u32| {
        let directive = model.directive(proxy, *index);
        let addresses = directive.word(1).split(',').collect();
        Listener {
            addresses: (!directive.is_opaque(1)).then_some(addresses),
            options: view.options(directive, proxy.section),
            place: view.place(directive.all()),
        }
    };
    let acl = |acl: &model::Acl<'s>| {
        let directive = model.directive(proxy, acl.directive);
        Acl { name: acl.name, arguments: view.values(directive, 2, directive.len()), place: view.place(directive.all()) }
    };
    let switch = |switch: &model::Switch<'s>| {
        let directive = model.directive(proxy, switch.directive);
        let from = if switch.condition > 0 { usize::from(switch.condition) } else { directive.len() };
        Switch {
            backend: (!directive.is_opaque(1)).then_some(switch.target),
            dynamic: switch.dynamic,
            condition: view.values(directive, from, directive.len()),
            place: view.place(directive.all()),
        }
    };
    Proxy {
        kind: proxy.kind.as_str(),
        name: proxy.name,
        place: view.place(proxy.at),
        mode,
        disabled: proxy.disabled,
        parent: parent.map(|parent| Parent { name: parent.name, explicit: proxy.explicit_parent, place: view.place(parent.at) }),
        timeouts: in_force.timeouts,
        settings: in_force.settings,
        rules: in_force.rules,
        listeners: proxy.listeners.iter().map(listener).collect(),
        servers: servers(view, proxy),
        acls: proxy.acls.iter().map(acl).collect(),
        switches: proxy.switches.iter().map(switch).collect(),
        default_backend: proxy
            .default_backend
            .map(|(directive, name)| Target { name, origin: view.origin(model.any_directive(directive), proxy.section) }),
        uses: uses.by_section.remove(&proxy.section).unwrap_or_default(),
        used_by: uses.of(proxy),
    }
}

/// The directives in force in a proxy that are neither listeners nor servers, ACLs or switches.
struct InForce<'m> {
    timeouts: Vec<Timeout<'m>>,
    settings: Vec<Setting<'m>>,
    rules: Vec<Setting<'m>>,
}

impl<'m> InForce<'m> {
    fn of<'s>(view: View<'m, 's>, proxy: &'m model::Proxy<'s>) -> Self {
        let place = place_of(proxy.kind.as_str(), true);
        let mut chain: Vec<&model::Proxy<'s>> = view.model.chain(proxy).collect();
        chain.reverse();
        let mut last: BTreeMap<(&str, &str), DirectiveRef<'m, 's>> = BTreeMap::new();
        let mut rules = Vec::new();
        for directive in chain.iter().flat_map(|proxy| view.model.section(proxy.section).directives()) {
            let Some(row) = directive.row().filter(|row| row.places.overlaps(place)) else { continue };
            match row.name {
                "bind" | "server" | "server-template" | "default-server" | "acl" | "use_backend" => {}
                name if CUMULATIVE.contains(&name) => rules.push(view.setting(directive, proxy.section)),
                name => {
                    last.insert((name, directive.sub()), directive);
                }
            }
        }
        let mut in_force = Self { timeouts: Vec::new(), settings: Vec::new(), rules };
        let mut last: Vec<_> = last.into_values().collect();
        last.sort_by_key(|directive| directive.index);
        for directive in last {
            if directive.keyword() == "timeout" && directive.len() > 1 {
                let value = view.values(directive, 2, 3).pop().flatten();
                in_force.timeouts.push(Timeout { name: directive.sub(), value, origin: view.origin(directive, proxy.section) });
            } else {
                in_force.settings.push(view.setting(directive, proxy.section));
            }
        }
        in_force
    }
}

fn servers<'m, 's>(view: View<'m, 's>, proxy: &'m model::Proxy<'s>) -> Vec<Server<'m>> {
    let model = view.model;
    let mut chain: Vec<&model::Proxy<'s>> = model.chain(proxy).skip(1).collect();
    chain.reverse();
    let mut base: Vec<(DirectiveRef<'m, 's>, usize)> = Vec::new();
    for parent in chain {
        parent.default_servers.iter().for_each(|index| overlay(&mut base, model.directive(parent, *index)));
    }
    let mut above = proxy.default_servers.iter().peekable();
    let mut servers = Vec::with_capacity(proxy.servers.len());
    for server in &proxy.servers {
        while let Some(line) = above.next_if(|line| **line < server.directive) {
            overlay(&mut base, model.directive(proxy, *line));
        }
        let directive = model.directive(proxy, server.directive);
        let mut options = base.clone();
        overlay(&mut options, directive);
        let address = usize::from(server.address);
        servers.push(Server {
            name: server.name,
            template: (address > 2).then(|| directive.word(2)),
            address: (!directive.is_opaque(address) && directive.len() > address).then(|| directive.word(address)),
            options: options.iter().map(|(line, at)| view.option(*line, *at, proxy.section)).collect(),
            place: view.place(directive.all()),
        });
    }
    servers
}

/// Adds the options of `line` to those in force: a word replaces itself, and `no-word` takes it away.
fn overlay<'m, 's>(options: &mut Vec<(DirectiveRef<'m, 's>, usize)>, line: DirectiveRef<'m, 's>) {
    for (at, option) in line.options().iter().enumerate() {
        let name = option.row.name;
        let undone = match name {
            "enabled" => "disabled",
            "disabled" => "enabled",
            _ => name.strip_prefix("no-").unwrap_or(name),
        };
        options.retain(|(line, at)| {
            let other = line.options()[*at].row.name;
            other != name && other != undone && other.strip_prefix("no-") != Some(name)
        });
        options.push((line, at));
    }
}
