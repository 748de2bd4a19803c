//! `nbsrv` of a backend whose servers are not checked.
//!
//! Servers without `check` always count as up: the number never changes, whatever becomes of them.
//!
//! ```haproxy bad
//! frontend in
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     use_backend spare if { nbsrv(app) lt 1 }
//!                            ^^^^^^^^^^^^^^^ no server of `app` is checked: `nbsrv` always counts all of them
//!     default_backend app
//! backend app
//!     mode http
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:80
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
use crate::product::haproxy::model::{Model, Proxy};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP110",
    name: "nbsrv-without-check",
    level: Level::Warning,
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
        let Some(backend) = model.backend(if count.backend.is_empty() { proxy.name } else { count.backend }) else { continue };
        let changes = backend.servers.iter().any(|server| {
            model.is_watched(backend, server) || model.may_have(backend, server, "resolvers") || model.has(backend, server, "disabled")
        });
        if changes || backend.servers.is_empty() {
            continue;
        }
        let message = format!("no server of `{}` is checked: `nbsrv` always counts all of them", backend.name);
        let finding = report.find(test.location(), message);
        finding.section(test.directive.section().label()).related(backend.at, "this backend").help("add `check` to its servers");
    }
}
