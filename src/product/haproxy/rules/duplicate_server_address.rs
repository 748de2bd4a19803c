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

use super::Rule;
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::Model;

/// The rule.
pub static RULE: Rule =
    Rule { id: "HAP115", name: "duplicate-server-address", level: Level::Warning, upstream: Upstream::Silent, since: "0.1.0", check };

/// Options by which two servers at one address can differ on purpose.
const APART: [&str; 12] =
    ["sni", "socks4", "source", "namespace", "ssl", "verifyhost", "backup", "disabled", "proto", "send-proxy", "send-proxy-v2", "track"];

fn check(model: &Model<'_>, report: &mut Report) {
    for proxy in model.live().filter(|proxy| proxy.kind.connects() && proxy.servers.len() > 1) {
        let mut seen = FxHashMap::default();
        for server in &proxy.servers {
            let directive = model.directive(proxy, server.directive);
            if directive.keyword() != "server" || APART.iter().any(|option| model.may_have(proxy, server, option)) {
                continue;
            }
            let Some(endpoint) = model.endpoint(proxy, server).filter(|endpoint| endpoint.single_port().is_some()) else { continue };
            let key = (endpoint.canonical_host(), endpoint.port);
            let Some(first) = seen.insert(key, server.directive) else { continue };
            let at = usize::from(server.address);
            let first = model.directive(proxy, first);
            let finding = report.find(directive.at(at), format!("`{}` has this address, too", first.word(1)));
            finding.section(directive.section().label()).related(first.at(at), "the other server");
            finding.help("correct the address, or give one server a higher `weight` instead");
        }
    }
}
