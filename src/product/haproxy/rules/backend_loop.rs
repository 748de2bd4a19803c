//! A `listen` section sends traffic to itself.
//!
//! HAProxy refuses the file.
//!
//! ```haproxy bad
//! listen pg
//!     mode tcp
//!     bind :5432
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     default_backend pg
//!                     ^^ `pg` is this section itself
//! ```
//! ```haproxy good
//! listen pg
//!     mode tcp
//!     bind :5432
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     server pg1 10.0.0.1:5432
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Model, Proxy};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP038",
    name: "backend-loop",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    // In a backend such a line has no other effect, and is looked up all the same.
    if !proxy.is_live() {
        return;
    }
    let default = proxy.default_backend.map(|(index, name)| (model.any_directive(index), name));
    let switches = proxy.switches.iter().filter(|switch| !switch.dynamic);
    let switches = switches.map(|switch| (model.directive(proxy, switch.directive), switch.target));
    for (directive, name) in switches.chain(default) {
        if name == proxy.name && model.backend(name).is_some_and(|target| target.section == proxy.section) {
            let finding = report.find(directive.at(1), format!("`{name}` is this section itself"));
            finding.section(model.section_of(proxy).label()).help("take the line out: a `listen` section uses its own servers anyway");
        }
    }
}
