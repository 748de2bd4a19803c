//! Servers with `maxconn`, but no `timeout queue`.
//!
//! What a server does not take at once waits in a queue, here for as long as `timeout connect` says. That is meant for something else and
//! mostly too short or too long.
//!
//! ```haproxy bad
//! listen app
//!        ^^^ connections that wait for `a` give up after `timeout connect`: 5 s
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:80 maxconn 100
//! ```
//! ```haproxy good
//! listen app
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     timeout queue 10s
//!     server a 10.0.0.1:80 maxconn 100
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Model, Server};
use crate::product::haproxy::quantity::{duration, whole_number};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP403",
    name: "queue-timeout-implicit",
    level: Level::Info,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    let mut told: Vec<Option<u32>> = Vec::new();
    for proxy in model.live().filter(|proxy| proxy.kind.connects() && model.setting(proxy, "timeout", "queue").is_none()) {
        let limits = |server: &&Server<'_>| {
            let limit = model.server_option(proxy, server, "maxconn").and_then(|option| whole_number(option.argument(0)));
            limit.is_some_and(|limit| limit > 0)
        };
        let Some(server) = proxy.servers.iter().find(limits) else { continue };
        let connect = model.timeout(proxy, "connect");
        let known = connect.map(|(directive, _)| directive.index);
        if told.contains(&known) {
            continue;
        }
        told.push(known);
        let time = connect.map_or_else(String::new, |(_, time)| format!(": {}", duration(time)));
        let message = format!("connections that wait for `{}` give up after `timeout connect`{time}", server.name);
        let finding = report.find(proxy.at, message);
        finding.section(model.section_of(proxy).label()).related(model.directive(proxy, server.directive).at(1), "has `maxconn`");
        finding.help("add `timeout queue` with the time that a client may wait");
    }
}
