//! A section inherits from `defaults` whose rules it cannot take.
//!
//! HAProxy refuses the file: `defaults` that hold TCP or HTTP rules serve frontends only or backends only, no `listen` and no other
//! `defaults`; their rules must fit the side too.
//!
//! ```haproxy bad
//! defaults secure
//!     mode http
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     http-request deny if { path_beg /internal }
//! frontend web from secure
//!     bind :8080
//!     default_backend app
//! backend app from secure
//!                  ^^^^^^ `defaults` with rules cannot serve both frontends and backends
//!     server a 10.0.0.1:8080
//! ```
//! ```haproxy good
//! defaults secure
//!     mode http
//!     timeout client 1m
//!     http-request deny if { path_beg /internal }
//! defaults plain
//!     mode http
//!     timeout connect 5s
//!     timeout server 1m
//! frontend web from secure
//!     bind :8080
//!     default_backend app
//! backend app from plain
//!     server a 10.0.0.1:8080
//! ```

use rustc_hash::FxHashMap;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{DirectiveRef, Model, Proxy, ProxyId, ProxyKind};
use crate::text::Location;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP036",
    name: "defaults-with-rules",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    let mut first_user: FxHashMap<ProxyId, ProxyKind> = FxHashMap::default();
    let mut rules: FxHashMap<ProxyId, Rules<'_, '_>> = FxHashMap::default();
    for proxy in &model.proxies {
        let Some(parent) = proxy.parent else { continue };
        let rules = rules.entry(parent).or_insert_with(|| Rules::of(model, &model.proxies[parent]));
        let Some(any) = rules.any else { continue };
        let kind = *first_user.entry(parent).or_insert(proxy.kind);
        let (message, rule) = match proxy.kind {
            ProxyKind::Defaults => ("`defaults` cannot inherit from `defaults` with rules", any),
            ProxyKind::Listen => ("a `listen` section cannot inherit from `defaults` with rules", any),
            own if own != kind && kind != ProxyKind::Defaults && kind != ProxyKind::Listen => {
                ("`defaults` with rules cannot serve both frontends and backends", any)
            }
            ProxyKind::Backend => match rules.connection {
                Some(rule) => ("a backend cannot inherit rules for connections and sessions", rule),
                None => continue,
            },
            ProxyKind::Frontend => match rules.response {
                Some(rule) => ("a frontend cannot inherit `tcp-response content` rules", rule),
                None => continue,
            },
        };
        let finding = report.find(place(model, proxy), message);
        finding.section(model.section_of(proxy).label()).related(rule.range(0, 2), "a rule of the `defaults` section");
        finding.help("move the rules into the sections, or keep `defaults` for each side");
    }
}

/// The name behind `from`, or that of the section.
fn place(model: &Model<'_>, proxy: &Proxy<'_>) -> Location {
    let header = model.section_of(proxy).header().filter(|_| proxy.explicit_parent);
    header.map_or(proxy.at, |header| header.at(header.len() - 1))
}

/// The first rules of a `defaults` section.
struct Rules<'m, 's> {
    any: Option<DirectiveRef<'m, 's>>,
    connection: Option<DirectiveRef<'m, 's>>,
    response: Option<DirectiveRef<'m, 's>>,
}

impl<'m, 's> Rules<'m, 's> {
    fn of(model: &'m Model<'s>, defaults: &Proxy<'s>) -> Self {
        let mut rules = Self { any: None, connection: None, response: None };
        for directive in model.section_of(defaults).directives().filter(|directive| directive.shape().sound) {
            match (directive.keyword(), directive.sub()) {
                ("tcp-request" | "tcp-response", "inspect-delay") => continue,
                ("tcp-request", "connection" | "session") => rules.connection = rules.connection.or(Some(directive)),
                ("tcp-response", _) => rules.response = rules.response.or(Some(directive)),
                ("http-request" | "http-response" | "http-after-response" | "tcp-request", _) => {}
                _ => continue,
            }
            rules.any = rules.any.or(Some(directive));
        }
        rules
    }
}
