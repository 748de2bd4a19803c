//! A backend without servers.
//!
//! Everything sent to it is answered with 503, or closed in tcp mode.
//!
//! ```haproxy bad
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     default_backend app
//! backend app
//!         ^^^ no server stands in this backend: what is sent to it is answered with 503
//!     mode http
//!     timeout connect 5s
//!     timeout server 1m
//! ```
//! ```haproxy good
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     default_backend app
//! backend app
//!     mode http
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:80
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Mode, Model, Proxy, ProxyKind};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP108",
    name: "empty-backend",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

/// Keywords that give a backend without servers a purpose: to answer by itself, or to hold a table.
const PURPOSES: [&str; 12] = [
    "dispatch",
    "stick-table",
    "errorfile",
    "errorfiles",
    "errorloc",
    "errorloc302",
    "errorloc303",
    "http-error",
    "filter",
    "use-fcgi-app",
    "server-template",
    "stats",
];

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if !proxy.is_live() || proxy.kind != ProxyKind::Backend || !proxy.servers.is_empty() || proxy.mode.is_special() {
        return;
    }
    let purposeful = model.section_of(proxy).directives().any(|directive| {
        PURPOSES.contains(&directive.keyword()) || matches!(directive.sub(), "transparent" | "http_proxy") || directive.row().is_none()
    });
    if purposeful || model.answers_itself(proxy) {
        return;
    }
    let result = if proxy.mode == Mode::Http { "is answered with 503" } else { "is closed" };
    let finding = report.find(proxy.at, format!("no server stands in this backend: what is sent to it {result}"));
    finding.section(model.section_of(proxy).label()).help("add a `server` line");
}
