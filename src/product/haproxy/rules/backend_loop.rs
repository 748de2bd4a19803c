//! A `listen` section sends its traffic to itself.
//!
//! HAProxy refuses the file.
//!
//! ```haproxy bad
//! listen app
//!     mode tcp
//!     bind :5432
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     default_backend app
//!                     ^^^ this section is `app` itself
//! ```
//! ```haproxy good
//! listen app
//!     mode tcp
//!     bind :5432
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:5432 check
//! ```

use super::Rule;
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::Model;

/// The rule.
pub static RULE: Rule =
    Rule { id: "HAP058", name: "backend-loop", level: Level::Error, upstream: Upstream::Refuses, since: "0.1.0", check };

fn check(model: &Model<'_>, report: &mut Report) {
    for proxy in model.live_proxies().filter(|proxy| proxy.kind.listens()) {
        let switches = proxy.switches.iter().filter(|switch| !switch.dynamic).map(|switch| (switch.directive, switch.target));
        for (index, name) in switches.chain(proxy.default_backend) {
            if model.backend(name).is_some_and(|backend| backend.section == proxy.section) {
                let directive = model.any_directive(index);
                let finding = report.find(directive.at(1), format!("this section is `{name}` itself"));
                finding
                    .section(model.section_of(proxy).label())
                    .help("name another backend, or let the servers of the section take the traffic");
            }
        }
    }
}
