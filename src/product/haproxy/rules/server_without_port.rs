//! A server without a port.
//!
//! HAProxy connects to the port that the client connected to.
//!
//! ```haproxy bad
//! listen app
//!     mode tcp
//!     bind :8080
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1
//!              ^^^^^^^^ no port is given: HAProxy connects to port 8080, on which the proxy listens
//! ```
//! ```haproxy good
//! listen app
//!     mode tcp
//!     bind :8080
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:7000
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Model, Proxy};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP130",
    name: "server-without-port",
    level: Level::Info,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if !proxy.is_live() || !proxy.kind.connects() || proxy.mode.is_special() {
        return;
    }
    // With several ports in front the same port behind is what is wanted.
    let many = model.listeners(proxy).any(|listener| listener.endpoint.ports().is_some_and(|(first, last)| first != last));
    for server in proxy.servers.iter().filter(|_| !many && proxy.listeners.len() < 2) {
        let directive = model.directive(proxy, server.directive);
        let at = usize::from(server.address);
        // The port of a service name comes from DNS.
        let service = directive.word(at).starts_with('_');
        let Some(endpoint) = server.endpoint.filter(|endpoint| endpoint.port.is_none() && !service) else { continue };
        let port = model.listeners(proxy).next().and_then(|listener| listener.endpoint.single_port());
        let what = port
            .map_or_else(|| "the port that the client connected to".to_owned(), |port| format!("port {port}, on which the proxy listens"));
        let finding = report.find(directive.at(at), format!("no port is given: HAProxy connects to {what}"));
        finding.section(directive.section().label()).help(format!("write the port, as in `{}:PORT`", endpoint.host));
    }
}
