//! A server is the proxy itself.
//!
//! The proxy connects to the address that it listens on. Every connection makes another one, until `maxconn` is reached.
//!
//! ```haproxy bad
//! listen app
//!     mode tcp
//!     bind :8080
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 127.0.0.1:8080
//!              ^^^^^^^^^^^^^^ the proxy listens here itself: connections go round in a loop
//! ```
//! ```haproxy good
//! listen app
//!     mode tcp
//!     bind :8080
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 127.0.0.1:7000
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::endpoint::Endpoint;
use crate::product::haproxy::model::{Model, Proxy};
use crate::product::haproxy::query::Listener;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP116",
    name: "server-port-equals-bind-loop",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if !proxy.is_live() || !proxy.kind.listens() {
        return;
    }
    // Only what is sent to whatever the conditions are goes round for certain.
    let default = proxy.default_backend.filter(|_| proxy.switches.is_empty()).and_then(|(_, name)| model.backend(name));
    let own = Some(proxy).filter(|proxy| proxy.kind.connects() && proxy.switches.is_empty() && !proxy.servers.is_empty());
    // What the proxy answers itself, as a page of statistics does, is sent nowhere.
    if model.answers_itself(proxy) {
        return;
    }
    let Some(backend) = default.or(own) else { return };
    for server in &backend.servers {
        let Some(endpoint) = server.endpoint else { continue };
        if ["disabled", "namespace", "source"].iter().any(|option| model.may_have(backend, server, option)) {
            continue;
        }
        let Some(listener) = model.listeners(proxy).find(|listener| is_same(listener, &endpoint)) else { continue };
        let directive = model.directive(backend, server.directive);
        let finding =
            report.find(directive.at(usize::from(server.address)), "the proxy listens here itself: connections go round in a loop");
        finding.section(directive.section().label()).related(listener.at, "listens here");
        finding.help("correct the address or port of the server");
    }
}

/// Whether a connection to `endpoint` ends at `listener`.
fn is_same(listener: &Listener<'_, '_>, endpoint: &Endpoint<'_>) -> bool {
    let own = &listener.endpoint;
    let apart = ["interface", "namespace"].iter().any(|option| listener.directive.option(option).is_some());
    let port = own.single_port().is_some() && own.single_port() == endpoint.single_port();
    let host = own.canonical_host() == endpoint.canonical_host() && !own.is_wildcard() || own.is_wildcard() && endpoint.is_loopback();
    port && host && !apart
}
