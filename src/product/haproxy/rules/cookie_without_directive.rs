//! Servers have cookies, but the proxy does not use any.
//!
//! Without a `cookie` line no cookie is set and none is read: clients do not stay with their server.
//!
//! ```haproxy bad
//! listen app
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:80 cookie a
//!                          ^^^^^^^^ this cookie is never set: the proxy has no `cookie` line
//!     server b 10.0.0.2:80 cookie b
//! ```
//! ```haproxy good
//! listen app
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     cookie SRV insert indirect nocache
//!     server a 10.0.0.1:80 cookie a
//!     server b 10.0.0.2:80 cookie b
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Mode, Model, Proxy};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP113",
    name: "cookie-without-directive",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if !proxy.is_live() || !proxy.kind.connects() || proxy.mode != Mode::Http {
        return;
    }
    if model.keyword(proxy, "cookie").is_some() {
        return;
    }
    let mut options = proxy.servers.iter().filter_map(|server| model.directive(proxy, server.directive).option("cookie"));
    let Some(first) = options.next() else { return };
    let finding = report.find(first.at(), "this cookie is never set: the proxy has no `cookie` line");
    finding.section(first.directive.section().label());
    for other in options {
        finding.related(other.at(), "nor is this one");
    }
    finding.help("add a line such as `cookie SRV insert indirect nocache`, or take the cookies out");
}
