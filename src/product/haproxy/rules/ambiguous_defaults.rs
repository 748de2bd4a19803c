//! A named `defaults` section is used both by its name and because it stands above.
//!
//! HAProxy warns: sections without `from` take whatever `defaults` stand last above them, so that moving a section changes what it
//! inherits.
//!
//! ```haproxy bad
//! defaults web
//!     mode http
//!     timeout client 1m
//! frontend one from web
//!     bind :8080
//! frontend two
//!          ^^^ `defaults web` is used by name elsewhere and without its name here
//!     bind :8081
//! ```
//! ```haproxy good
//! defaults web
//!     mode http
//!     timeout client 1m
//! frontend one from web
//!     bind :8080
//! frontend two from web
//!     bind :8081
//! ```

use rustc_hash::FxHashMap;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Model, Proxy, ProxyId};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP037",
    name: "ambiguous-defaults",
    level: Level::Warning,
    upstream: Upstream::Warns,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    // The first use of each kind: by name, and without.
    let mut uses: FxHashMap<ProxyId, [Option<&Proxy<'_>>; 2]> = FxHashMap::default();
    for proxy in &model.proxies {
        let Some(parent) = proxy.parent else { continue };
        let defaults = &model.proxies[parent];
        let first = uses.entry(parent).or_default();
        let (own, other) = if proxy.explicit_parent { (0, 1) } else { (1, 0) };
        first[own] = first[own].or(Some(proxy));
        let Some(elsewhere) = first[other] else { continue };
        let label = format!("`defaults {}`", defaults.name);
        let message = if proxy.explicit_parent {
            format!("{label} is used without its name elsewhere and by name here")
        } else {
            format!("{label} is used by name elsewhere and without its name here")
        };
        let finding = report.find(proxy.at, message);
        finding.section(model.section_of(proxy).label()).related(elsewhere.at, "the other way");
        finding.help(format!("write `from {}` in all of them", defaults.name));
    }
}
