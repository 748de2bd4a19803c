//! Every server of a backend has weight 0.
//!
//! A server with weight 0 gets no new sessions: all are answered with 503 although the servers are up.
//!
//! ```haproxy bad
//! listen app
//!        ^^^ every server has weight 0: none gets new sessions
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:80 weight 0
//! ```
//! ```haproxy good
//! listen app
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:80 weight 10
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Model, Proxy, Server};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP118",
    name: "all-weights-zero",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if !proxy.is_live() || !proxy.kind.connects() || proxy.servers.is_empty() {
        return;
    }
    let zero = |server: &Server<'_>| {
        let weight = model.directive(proxy, server.directive).option("weight");
        weight.is_some_and(|weight| weight.argument(0) == "0")
    };
    if proxy.servers.iter().all(zero) {
        let finding = report.find(proxy.at, "every server has weight 0: none gets new sessions");
        finding.section(model.section_of(proxy).label()).help("give one of them a `weight` of at least 1");
    }
}
