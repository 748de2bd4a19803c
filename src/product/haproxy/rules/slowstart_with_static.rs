//! `slowstart` with a static way of balancing.
//!
//! Weights change while HAProxy runs only with dynamic algorithms. With this one the server gets its full share at once.
//!
//! ```haproxy bad
//! listen app
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     balance static-rr
//!     server a 10.0.0.1:80 check slowstart 30s
//!                                ^^^^^^^^^^^^^ this has no effect with `balance static-rr`
//! ```
//! ```haproxy good
//! listen app
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     balance roundrobin
//!     server a 10.0.0.1:80 check slowstart 30s
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Model, Proxy};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP406",
    name: "slowstart-with-static",
    level: Level::Info,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if !proxy.is_live() || !proxy.kind.connects() {
        return;
    }
    let Some(balance) = model.keyword(proxy, "balance").filter(|balance| balance.word(1) == "static-rr") else { return };
    for server in &proxy.servers {
        let Some(option) = model.directive(proxy, server.directive).option("slowstart") else { continue };
        let finding = report.find(option.at(), "this has no effect with `balance static-rr`");
        finding.section(option.directive.section().label()).related(balance.all(), "the algorithm");
        finding.help("use `balance roundrobin`, or take `slowstart` out");
    }
}
