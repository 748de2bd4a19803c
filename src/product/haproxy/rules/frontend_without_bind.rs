//! A frontend that listens nowhere.
//!
//! No client can reach it. HAProxy warns, and does not start if no other section listens.
//!
//! ```haproxy bad
//! frontend web
//!          ^^^ this frontend has no `bind` line
//!     mode http
//!     timeout client 1m
//! ```
//! ```haproxy good
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Model, Proxy};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP027",
    name: "frontend-without-bind",
    level: Level::Warning,
    upstream: Upstream::Warns,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if proxy.disabled || !proxy.kind.listens() || !proxy.listeners.is_empty() {
        return;
    }
    let kind = proxy.kind.as_str();
    let finding = report.find(proxy.at, format!("this {kind} has no `bind` line"));
    finding.section(model.section_of(proxy).label()).help("add `bind :PORT`, or make it a `backend` if nothing should reach it directly");
}
