//! A test of `nbsrv` that cannot change.
//!
//! `nbsrv` gives a number between 0 and the number of servers of the backend. Against other numbers the test always holds, or never.
//!
//! ```haproxy bad
//! frontend in
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     use_backend spare if { nbsrv(app) lt 0 }
//!                            ^^^^^^^^^^^^^^^ this test never holds: `nbsrv` is from 0 to 1 here
//!     default_backend app
//! backend app
//!     mode http
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:80 check
//! backend spare
//!     mode http
//!     timeout connect 5s
//!     timeout server 1m
//!     server b 10.0.0.2:80 check
//! ```
//! ```haproxy good
//! frontend in
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     use_backend spare if { nbsrv(app) lt 1 }
//!     default_backend app
//! backend app
//!     mode http
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:80 check
//! backend spare
//!     mode http
//!     timeout connect 5s
//!     timeout server 1m
//!     server b 10.0.0.2:80 check
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::capacity::ServerCount;
use crate::product::haproxy::model::{Model, Proxy, Server};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP109",
    name: "nbsrv-constant-cond",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if proxy.disabled {
        return;
    }
    for test in model.tests(proxy) {
        let Some(count) = ServerCount::read(test) else { continue };
        let backend = if count.backend.is_empty() { proxy } else { model.backend(count.backend).unwrap_or(proxy) };
        let Some((holds, certain)) = outcome(model, backend, &count) else { continue };
        let result = if holds { "always holds" } else { "never holds" };
        let finding = report.find(test.location(), format!("this test {result}: `nbsrv` is {}", range(backend)));
        finding.section(test.directive.section().label()).help("to see whether no server is left, write `eq 0`");
        if !certain {
            finding.level(Level::Warning);
        }
    }
}

fn range(backend: &Proxy<'_>) -> String {
    format!("from 0 to {} here", backend.servers.len())
}

/// The result of the test if it is always the same, and whether that stays so when servers are added at run time.
fn outcome(model: &Model<'_>, backend: &Proxy<'_>, count: &ServerCount<'_>) -> Option<(bool, bool)> {
    let value = count.value;
    match count.operator {
        "lt" if value <= 0 => return Some((false, true)),
        "le" | "eq" if value < 0 => return Some((false, true)),
        "ge" if value <= 0 => return Some((true, true)),
        "gt" if value < 0 => return Some((true, true)),
        _ => {}
    }
    let known = |server: &Server<'_>| model.directive(backend, server.directive).keyword() == "server";
    let servers = i64::try_from(backend.servers.len()).unwrap_or(i64::MAX);
    if servers == 0 || !backend.servers.iter().all(known) {
        return None;
    }
    match count.operator {
        "gt" if value >= servers => Some((false, false)),
        "ge" | "eq" if value > servers => Some((false, false)),
        "lt" if value > servers => Some((true, false)),
        "le" if value >= servers => Some((true, false)),
        _ => None,
    }
}
