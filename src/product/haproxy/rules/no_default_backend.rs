//! A frontend without `default_backend`.
//!
//! What no `use_backend` rule takes is answered with 503, or closed in tcp mode.
//!
//! ```haproxy bad
//! frontend web
//!          ^^^ what none of the `use_backend` rules takes is answered with 503
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     use_backend api if { path_beg /api }
//! backend api
//!     mode http
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.2:80
//! ```
//! ```haproxy good
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     default_backend api
//! backend api
//!     mode http
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.2:80
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Mode, Model, Proxy, ProxyKind};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP107",
    name: "no-default-backend",
    level: Level::Info,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if !proxy.is_live() || proxy.kind != ProxyKind::Frontend || proxy.mode.is_special() {
        return;
    }
    let takes_all = proxy.switches.iter().any(|switch| switch.dynamic || switch.condition == 0);
    let unread = model.section_of(proxy).directives().any(|directive| directive.row().is_none() || !directive.shape().sound);
    if proxy.default_backend.is_some() || takes_all || unread || proxy.listeners.is_empty() || model.answers_itself(proxy) {
        return;
    }
    // `default_backend` with a name that is not known.
    if model.keyword(proxy, "default_backend").is_some() {
        return;
    }
    let result = if proxy.mode == Mode::Http { "is answered with 503" } else { "is closed" };
    if proxy.switches.is_empty() {
        // A fragment without backends says nothing about where traffic goes.
        if !model.proxies.iter().any(|other| other.kind.connects()) {
            return;
        }
        let finding = report.find(proxy.at, format!("this frontend leads to no backend: everything {result}"));
        finding.level(Level::Warning).section(model.section_of(proxy).label()).help("add `default_backend`");
    } else {
        let finding = report.find(proxy.at, format!("what none of the `use_backend` rules takes {result}"));
        finding.section(model.section_of(proxy).label()).help("add `default_backend`, if that is not meant");
    }
}
