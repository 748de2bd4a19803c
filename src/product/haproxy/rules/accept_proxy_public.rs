//! Everybody may say where a connection comes from.
//!
//! With `accept-proxy` the peer states the client's address, and HAProxy believes it. Unless only trusted peers reach the port, rules and
//! logs by address are worth nothing.
//!
//! ```haproxy bad
//! frontend web
//!     mode http
//!     bind *:8080 accept-proxy
//!                 ^^^^^^^^^^^^ whoever reaches this port can claim any address
//!     timeout client 1m
//! ```
//! ```haproxy good
//! frontend web
//!     mode http
//!     bind *:8080 accept-proxy
//!     timeout client 1m
//!     tcp-request connection reject unless { src 10.0.0.0/8 }
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Model, Proxy};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP313",
    name: "accept-proxy-public",
    level: Level::Info,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if !proxy.is_live() || !proxy.kind.listens() {
        return;
    }
    let rules = |keyword: &str| model.chain(proxy).any(|proxy| model.section_of(proxy).directives().any(|rule| rule.keyword() == keyword));
    if rules("tcp-request") {
        return;
    }
    for listener in model.listeners(proxy).filter(|listener| listener.endpoint.is_wildcard()) {
        let Some(option) = listener.directive.option("accept-proxy") else { continue };
        let finding = report.find(option.at(), "whoever reaches this port can claim any address");
        finding.section(listener.directive.section().label());
        finding.help("let trusted peers in only: `tcp-request connection reject unless { src ADDRESSES }`");
    }
}
