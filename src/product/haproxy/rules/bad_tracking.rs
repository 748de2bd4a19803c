//! A server follows the state of another one that it cannot follow.
//!
//! `track` needs a server that exists and whose state is known by checks, its own or those of a server that it tracks itself, and no ring
//! of servers that track each other. HAProxy refuses the file.
//!
//! ```haproxy bad
//! backend app
//!     mode tcp
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:80
//!     server b 10.0.0.1:81 track a
//!                                ^ server `a` has no check: there is nothing to track
//! ```
//! ```haproxy good
//! backend app
//!     mode tcp
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:80 check
//!     server b 10.0.0.1:81 track a
//! ```

use rustc_hash::FxHashMap;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Model, OptionRef, Proxy, Server};
use crate::product::haproxy::value::atoi;
use crate::schema::Version;
use crate::text::nearest;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP051",
    name: "bad-tracking",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Whole(check),
};

/// A server: the section of its proxy and its directive.
type Key = (usize, u32);

/// Servers of a proxy by name; the first of one name.
type ByName<'s, 'm> = FxHashMap<&'s str, &'m Server<'s>>;

fn check(model: &Model<'_>, report: &mut Report) {
    let tracks = model.proxies.iter().flat_map(|proxy| proxy.servers.iter().map(move |server| (proxy, server)));
    let tracks: Vec<_> = tracks.filter_map(|(proxy, server)| Some((proxy, server, model.server_option(proxy, server, "track")?))).collect();
    if tracks.is_empty() {
        return;
    }
    let mut names: FxHashMap<usize, ByName<'_, '_>> = FxHashMap::default();
    let mut edges: FxHashMap<Key, Key> = FxHashMap::default();
    for &(proxy, server, option) in &tracks {
        let Some(finding) = on_its_line(model, proxy, server, option) else {
            if !proxy.disabled && !option.is_opaque(0) {
                target(model, proxy, server, option, &mut names, &mut edges, report);
            }
            continue;
        };
        let (at, message) = finding;
        report.find(at, message).section(model.section_of(proxy).label()).help("remove one of the two");
    }
    rings(model, &tracks, &edges, report);
}

/// What `track` cannot stand with on one line.
fn on_its_line<'s>(
    model: &Model<'s>,
    proxy: &Proxy<'s>,
    server: &Server<'s>,
    option: OptionRef<'_, 's>,
) -> Option<(crate::text::Location, String)> {
    let own = model.directive(proxy, server.directive);
    let at = if option.directive.index == own.index { option.at() } else { own.at(1) };
    if model.server_option(proxy, server, "check").is_some() {
        return Some((at, format!("server `{}` cannot be checked and track another server", server.name)));
    }
    let state = model.server_option(proxy, server, "init-state").filter(|state| state.argument(0) != "none" && !state.is_opaque(0));
    if state.is_some() && model.target.version >= Version::new(3, 4) {
        return Some((at, format!("server `{}` cannot have an `init-state` and track another server", server.name)));
    }
    None
}

fn target<'m, 's>(
    model: &'m Model<'s>,
    proxy: &'m Proxy<'s>,
    server: &Server<'s>,
    option: OptionRef<'m, 's>,
    names: &mut FxHashMap<usize, ByName<'s, 'm>>,
    edges: &mut FxHashMap<Key, Key>,
    report: &mut Report,
) {
    let own = model.directive(proxy, server.directive);
    let word = option.argument(0);
    let (owner, name) = word.rsplit_once('/').map_or((None, word), |(owner, name)| (Some(owner), name));
    let at = if option.directive.index == own.index { own.at(usize::from(option.option.at) + 1) } else { own.at(1) };
    let tracked_proxy = match owner {
        None => proxy,
        Some(owner) => {
            let Some(found) = model.backend(owner) else {
                report.find(at, format!("no backend is called `{owner}`")).section(own.section().label());
                return;
            };
            found
        }
    };
    let known = names.entry(tracked_proxy.section).or_insert_with(|| {
        let mut known = ByName::default();
        for server in &tracked_proxy.servers {
            known.entry(server.name).or_insert(server);
        }
        known
    });
    let Some(tracked) = known.get(name).copied().filter(|tracked| tracked.address == 2) else {
        // The servers of a template are called by its prefix and a number.
        if in_template(model, tracked_proxy, known, name) {
            return;
        }
        let finding = report.find(at, format!("there is no server called `{name}` to track"));
        finding.section(own.section().label());
        if let Some(nearest) = nearest(name, tracked_proxy.servers.iter().map(|server| server.name)) {
            finding.help(format!("did you mean `{nearest}`?"));
        }
        return;
    };
    let state_known = ["check", "agent-check", "track"].iter().any(|name| model.server_option(tracked_proxy, tracked, name).is_some());
    if !state_known {
        let finding = report.find(at, format!("server `{name}` has no check: there is nothing to track"));
        finding.section(own.section().label()).related(model.directive(tracked_proxy, tracked.directive).at(1), "the server");
        finding.help("add `check` to that server");
        return;
    }
    edges.insert((proxy.section, server.directive), (tracked_proxy.section, tracked.directive));
}

/// Whether a `server-template` makes a server called `name`, or may do so.
fn in_template<'s>(model: &Model<'s>, proxy: &Proxy<'s>, known: &ByName<'s, '_>, name: &str) -> bool {
    let prefix = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let Some(template) = known.get(prefix) else {
        // The prefix of a template may itself end in digits.
        return proxy.servers.iter().any(|server| server.address == 3 && name.starts_with(server.name) && server.name.len() > prefix.len());
    };
    let directive = model.directive(proxy, template.directive);
    let (low, high) = match directive.word(2).split_once('-') {
        Some((low, high)) => (atoi(low), atoi(high)),
        None => (1, atoi(directive.word(2))),
    };
    template.address == 3 && (directive.is_opaque(2) || (low..=high).contains(&atoi(&name[prefix.len()..])))
}

/// Reports each ring once, at the last of its servers: there HAProxy finds it.
fn rings<'s>(model: &Model<'s>, tracks: &[(&Proxy<'s>, &Server<'s>, OptionRef<'_, 's>)], edges: &FxHashMap<Key, Key>, report: &mut Report) {
    // The number of the walk that reached a server first.
    let mut reached: FxHashMap<Key, usize> = FxHashMap::default();
    for (walk, (proxy, server, _)) in tracks.iter().enumerate() {
        let mut path = Vec::new();
        let mut key = (proxy.section, server.directive);
        let ring = loop {
            if let Some(first) = reached.get(&key) {
                break (*first == walk).then_some(key);
            }
            let Some(next) = edges.get(&key) else {
                break None;
            };
            reached.insert(key, walk);
            path.push(key);
            key = *next;
        };
        let Some(entry) = ring else { continue };
        let members = path.iter().skip_while(|member| **member != entry);
        let Some(last) = members.max() else { continue };
        let directive = model.any_directive(last.1);
        let at = directive.option("track").map_or_else(|| directive.at(1), OptionRef::at);
        report.find(at, "these servers track each other in a ring".to_owned()).section(directive.section().label());
    }
}
