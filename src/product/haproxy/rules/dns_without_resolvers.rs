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

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Model, Proxy};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP129",
    name: "dns-without-resolvers",
    level: Level::Info,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if !proxy.is_live() || !proxy.kind.connects() {
        return;
    }
    let named = proxy.servers.iter().filter_map(|server| {
        let endpoint = server.endpoint.filter(|endpoint| endpoint.is_named() && endpoint.port.is_some())?;
        let settled =
            model.may_have(proxy, server, "resolvers") || model.has(proxy, server, "init-addr") || model.has(proxy, server, "disabled");
        let directive = model.directive(proxy, server.directive);
        (!settled).then(|| (directive.at(usize::from(server.address)), endpoint.host))
    });
    let (local, remote): (Vec<_>, Vec<_>) = named.partition(|(_, host)| *host == "localhost");
    for (at, _) in local {
        let finding = report.find(at, "`localhost` may be `127.0.0.1` or `::1`, as the machine is set up");
        finding.section(model.section_of(proxy).label()).help("write the address that the server listens on");
    }
    let Some(((at, host), others)) = remote.split_first() else { return };
    let finding = report.find(*at, format!("`{host}` is looked up once, when HAProxy starts"));
    finding.section(model.section_of(proxy).label());
    for (at, _) in others {
        finding.related(*at, "this name, too");
    }
    finding.help("if its address can change, add a `resolvers` section and name it here: `resolvers NAME init-addr last,libc,none`");
}
