//! Two servers of one backend have one address.
//!
//! The address gets twice its share of the load and is checked twice. When it fails, both fail.
//!
//! ```haproxy bad
//! listen app
//!     mode tcp
//!     bind :8080
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:7000
//!     server b 10.0.0.1:7000
//!              ^^^^^^^^^^^^^ `a` has this address, too
//! ```
//! ```haproxy good
//! listen app
//!     mode tcp
//!     bind :8080
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:7000
//!     server b 10.0.0.2:7000
//! ```

use rustc_hash::FxHashMap;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Model, Proxy, Server};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP115",
    name: "duplicate-server-address",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

/// Options by which two servers at one address can differ on purpose.
const APART: [&str; 12] =
    ["sni", "socks4", "source", "namespace", "ssl", "verifyhost", "backup", "disabled", "proto", "send-proxy", "send-proxy-v2", "track"];

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if !proxy.is_live() || !proxy.kind.connects() || proxy.servers.len() < 2 {
        return;
    }
    let mut seen = FxHashMap::default();
    for server in &proxy.servers {
        let Some(endpoint) = server.endpoint.filter(|endpoint| endpoint.single_port().is_some()) else { continue };
        let Some(first) = seen.insert((endpoint.canonical_host(), endpoint.port), server) else { continue };
        // Few servers get here, so that it costs nothing to look at their options only now.
        if is_apart(model, proxy, server) {
            seen.insert((endpoint.canonical_host(), endpoint.port), first);
            continue;
        }
        if is_apart(model, proxy, first) {
            continue;
        }
        let at = usize::from(server.address);
        let (directive, first) = (model.directive(proxy, server.directive), model.directive(proxy, first.directive));
        let finding = report.find(directive.at(at), format!("`{}` has this address, too", first.word(1)));
        finding.section(directive.section().label()).related(first.at(at), "the other server");
        finding.help("correct the address, or give one server a higher `weight` instead");
    }
}

/// Whether `server` may share its address with another one: it differs from it on purpose, or is one of a template.
fn is_apart(model: &Model<'_>, proxy: &Proxy<'_>, server: &Server<'_>) -> bool {
    let template = model.directive(proxy, server.directive).keyword() != "server";
    template || APART.iter().any(|option| model.may_have(proxy, server, option))
}
