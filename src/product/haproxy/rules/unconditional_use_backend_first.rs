//! A `use_backend` without a condition stands above other rules.
//!
//! It takes all traffic: the rules below it and `default_backend` are never reached.
//!
//! ```haproxy bad
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     use_backend app
//!     ^^^^^^^^^^^^^^^ `app` takes all traffic: what stands below is never reached
//!     use_backend api if { path_beg /api }
//! backend app
//!     mode http
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:80
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
//!     use_backend api if { path_beg /api }
//!     use_backend app
//! backend app
//!     mode http
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:80
//! backend api
//!     mode http
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.2:80
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Model, Proxy};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP106",
    name: "unconditional-use-backend-first",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if !proxy.is_live() || !proxy.kind.listens() {
        return;
    }
    let Some(first) = proxy.switches.iter().position(|switch| {
        let directive = model.directive(proxy, switch.directive);
        switch.condition == 0 && !switch.dynamic && directive.shape().sound && !directive.line().open_ended && directive.len() == 2
    }) else {
        return;
    };
    let taken = &proxy.switches[first];
    let directive = model.directive(proxy, taken.directive);
    let dead = proxy.switches[first + 1..].iter().map(|switch| model.directive(proxy, switch.directive));
    let default = proxy.default_backend.filter(|(_, name)| *name != taken.target).map(|(index, _)| model.any_directive(index));
    let own_default = default.filter(|default| default.section().index == proxy.section);
    let dead: Vec<_> = dead.chain(own_default).collect();
    if dead.is_empty() {
        return;
    }
    let finding = report.find(directive.range(0, 2), format!("`{}` takes all traffic: what stands below is never reached", taken.target));
    finding.section(directive.section().label());
    for rule in dead {
        finding.related(rule.all(), "never reached");
    }
    finding.help("give it a condition, or move it to the end");
}
