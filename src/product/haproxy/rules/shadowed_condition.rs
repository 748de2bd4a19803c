//! A rule with the condition of a rule above it.
//!
//! What the condition takes is gone when this rule is reached: it never acts.
//!
//! ```haproxy bad
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     use_backend app if { path_beg /app }
//!     use_backend api if { path_beg /app }
//!                     ^^^^^^^^^^^^^^^^^^^^ this rule never acts: a rule above has the same condition
//!     default_backend app
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
//!     default_backend app
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

use rustc_hash::FxHashMap;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Model, Proxy};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP132",
    name: "shadowed-condition",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if proxy.switches.len() < 2 {
        return;
    }
    let mut seen: FxHashMap<String, u32> = FxHashMap::default();
    for switch in proxy.switches.iter().filter(|switch| switch.condition != 0) {
        let rule = model.directive(proxy, switch.directive);
        let at = usize::from(switch.condition);
        let words = || rule.words()[at..].iter().map(|word| word.text);
        // What changes by itself may hold the second time.
        if model.is_obscure(rule) || at + 1 == rule.len() || words().any(|word| word.contains("rand") || word.contains("_inc_")) {
            continue;
        }
        let condition = words().collect::<Vec<_>>().join(" ");
        match seen.get(&condition) {
            Some(first) => {
                let first = model.directive(proxy, *first);
                let finding = report.find(rule.range(at, rule.len()), "this rule never acts: a rule above has the same condition");
                finding.section(rule.section().label()).related(first.all(), "takes all that the condition takes");
                finding.help("correct the condition, or take the rule out");
            }
            // A name that is computed may be none, and then the next rule is tried.
            None if switch.dynamic => {}
            None => drop(seen.insert(condition, switch.directive)),
        }
    }
}
