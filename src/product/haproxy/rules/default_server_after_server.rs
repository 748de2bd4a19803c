//! A `default-server` line below all servers.
//!
//! It applies to the servers below it only, so here to none.
//!
//! ```haproxy bad
//! listen app
//!     mode tcp
//!     bind :8080
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:7000 check
//!     default-server inter 1s fall 2
//!     ^^^^^^^^^^^^^^ this line applies to no server: all of them stand above it
//! ```
//! ```haproxy good
//! listen app
//!     mode tcp
//!     bind :8080
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     default-server inter 1s fall 2
//!     server a 10.0.0.1:7000 check
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Model, Proxy};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP112",
    name: "default-server-after-server",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if !proxy.is_live() || !proxy.kind.connects() {
        return;
    }
    let Some(last) = proxy.servers.last() else { return };
    for &index in proxy.default_servers.iter().filter(|index| **index > last.directive) {
        let directive = model.directive(proxy, index);
        let finding = report.find(directive.at(0), "this line applies to no server: all of them stand above it");
        finding.section(directive.section().label()).help("move it above the servers");
        finding.related(model.directive(proxy, last.directive).at(1), "the last server");
    }
}
