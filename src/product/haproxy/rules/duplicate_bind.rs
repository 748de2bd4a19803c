//! Two listeners on one address and port.
//!
//! HAProxy accepts it, and the kernel hands each connection to one of the two by chance. In different proxies that is never meant.
//!
//! ```haproxy bad
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//! frontend api
//!     mode http
//!     bind :8080
//!          ^^^^^ `frontend web` already listens here: each connection ends at one of the two by chance
//!     timeout client 1m
//! ```
//! ```haproxy good
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//! frontend api
//!     mode http
//!     bind :8081
//!     timeout client 1m
//! ```

use rustc_hash::FxHashMap;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::Model;
use crate::text::Location;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP114",
    name: "duplicate-bind",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

/// Options that make listeners of one address differ, or mean several of them.
const APART: [&str; 7] = ["interface", "namespace", "process", "thread", "shards", "id", "v6only"];

fn check(model: &Model<'_>, report: &mut Report) {
    let mut seen: FxHashMap<_, (usize, Location)> = FxHashMap::default();
    for proxy in model.live().filter(|proxy| proxy.kind.listens()) {
        for listener in model.listeners(proxy) {
            let Some(port) = listener.endpoint.single_port().filter(|port| *port != 0) else { continue };
            if APART.iter().any(|option| listener.directive.option(option).is_some()) || model.is_obscure(listener.directive) {
                continue;
            }
            let key = (listener.endpoint.canonical_host(), port);
            let Some((section, first)) = seen.insert(key, (proxy.section, listener.at)) else { continue };
            let other = if section == proxy.section { "this proxy".to_owned() } else { format!("`{}`", model.section(section).label()) };
            let finding =
                report.find(listener.at, format!("{other} already listens here: each connection ends at one of the two by chance"));
            finding
                .section(listener.directive.section().label())
                .related(first, "the other listener")
                .help("take one out, or change its port");
            if section != proxy.section {
                finding.level(Level::Error);
            }
        }
    }
}
