//! Two servers of a backend, two proxies or two listeners have one `id`.
//!
//! The numbers tell them apart in statistics and commands. HAProxy refuses the file.
//!
//! ```haproxy bad
//! backend app
//!     mode tcp
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:80 id 1
//!     server b 10.0.0.2:80 id 1
//!                             ^ another server of this backend has the id 1
//! ```
//! ```haproxy good
//! backend app
//!     mode tcp
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:80 id 1
//!     server b 10.0.0.2:80 id 2
//! ```

use rustc_hash::FxHashMap;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::address::Port;
use crate::product::haproxy::locate::listener_addresses;
use crate::product::haproxy::model::{DirectiveRef, Model, OptionRef, Proxy, ProxyKind};
use crate::product::haproxy::value::{atoi, atol};
use crate::text::Location;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP052",
    name: "duplicate-id",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Both(check, in_proxy),
};

fn check(model: &Model<'_>, report: &mut Report) {
    let mut proxies: FxHashMap<i32, Location> = FxHashMap::default();
    let in_proxy = |directive: &DirectiveRef<'_, '_>| matches!(directive.section().kind(), "frontend" | "backend" | "listen");
    for directive in model.named("id").filter(in_proxy).filter(|directive| usable(*directive, 1)) {
        let id = atol(directive.word(1)) as i32;
        let at = directive.at(1);
        if let Some(first) = proxies.insert(id, at) {
            tell(report, directive, at, "proxy", id, first);
        }
    }
}

fn in_proxy(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if proxy.kind != ProxyKind::Defaults {
        let servers = proxy.servers.iter().map(|server| model.directive(proxy, server.directive));
        options(servers, "server of this backend", report);
        listeners(model, proxy.listeners.iter().map(|&index| model.directive(proxy, index)), report);
    }
}

fn usable(directive: DirectiveRef<'_, '_>, at: usize) -> bool {
    directive.shape().sound && directive.len() > at && !directive.is_opaque(at)
}

fn number(option: OptionRef<'_, '_>) -> i32 {
    atoi(option.argument(0))
}

fn options<'m, 's: 'm>(lines: impl Iterator<Item = DirectiveRef<'m, 's>>, what: &str, report: &mut Report) {
    let mut seen: FxHashMap<i32, Location> = FxHashMap::default();
    for directive in lines {
        let mut ids =
            directive.each_option().filter(|option| option.option.row.name == "id" && usable(directive, usize::from(option.option.at) + 1));
        let Some(option) = ids.next_back() else { continue };
        let at = directive.at(usize::from(option.option.at) + 1);
        if let Some(first) = seen.insert(number(option), at) {
            tell(report, directive, at, what, number(option), first);
        }
    }
}

/// An id belongs to one socket: a line that opens several cannot have one.
fn listeners<'m, 's: 'm>(model: &'m Model<'s>, lines: impl Iterator<Item = DirectiveRef<'m, 's>> + Clone, report: &mut Report) {
    for directive in lines.clone() {
        let Some(option) = directive.option("id").filter(|_| directive.shape().sound) else {
            continue;
        };
        let Some(addresses) = listener_addresses(model, directive) else {
            continue;
        };
        let several = addresses.len() > 1 || addresses.iter().any(|item| matches!(item.address.port, Port::Range(..)));
        if several {
            let finding = report.find(option.at(), "a line that opens several sockets cannot have one `id`");
            finding.section(directive.section().label()).help("write a `bind` line for each");
        }
    }
    options(lines, "`bind` line of this section", report);
}

fn tell(report: &mut Report, directive: DirectiveRef<'_, '_>, at: Location, what: &str, id: i32, first: Location) {
    let finding = report.find(at, format!("another {what} has the id {id}"));
    finding.section(directive.section().label()).related(first, "the other one").help("give each an id of its own, or none");
}
