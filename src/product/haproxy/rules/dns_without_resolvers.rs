//! A server by name without `resolvers`.
//!
//! The name is looked up once, when HAProxy starts: the start fails if that fails, and a new address, as after a failover, is never seen.
//!
//! ```haproxy bad
//! listen app
//!     mode tcp
//!     bind :8080
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     server a app.example.com:7000
//!              ^^^^^^^^^^^^^^^^^^^^ `app.example.com` is looked up once, when HAProxy starts
//! ```
//! ```haproxy good
//! resolvers dns
//!     parse-resolv-conf
//! listen app
//!     mode tcp
//!     bind :8080
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     server a app.example.com:7000 resolvers dns init-addr last,libc,none
//! ```

use super::Rule;
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::Model;

/// The rule.
pub static RULE: Rule =
    Rule { id: "HAP129", name: "dns-without-resolvers", level: Level::Info, upstream: Upstream::Silent, since: "0.1.0", check };

fn check(model: &Model<'_>, report: &mut Report) {
    for proxy in model.live().filter(|proxy| proxy.kind.connects()) {
        for server in &proxy.servers {
            let Some(endpoint) = model.endpoint(proxy, server).filter(|endpoint| endpoint.is_named() && endpoint.port.is_some()) else { continue };
            if model.may_have(proxy, server, "resolvers") || model.has(proxy, server, "init-addr") || model.has(proxy, server, "disabled") {
                continue;
            }
            let directive = model.directive(proxy, server.directive);
            let at = directive.at(usize::from(server.address));
            if endpoint.host == "localhost" {
                let finding = report.find(at, "`localhost` may be `127.0.0.1` or `::1`, as the machine is set up");
                finding.section(directive.section().label()).help("write the address that the server listens on");
            } else {
                let finding = report.find(at, format!("`{}` is looked up once, when HAProxy starts", endpoint.host));
                finding.section(directive.section().label());
                finding.help("if its address can change, add a `resolvers` section and name it here: `resolvers NAME init-addr last,libc,none`");
            }
        }
    }
}
