//! Two sections of one kind have one name.
//!
//! HAProxy refuses the file. Of two userlists it warns and ignores the second header, so that lines below it go to a list that
//! nobody meant. For proxies see `duplicate-proxy`.
//!
//! ```haproxy bad
//! resolvers dns
//!     nameserver a 10.0.0.2:53
//! resolvers dns
//!           ^^^ another `resolvers` section is called `dns`
//!     nameserver b 10.0.0.3:53
//! ```
//! ```haproxy good
//! resolvers dns
//!     nameserver a 10.0.0.2:53
//! resolvers dns2
//!     nameserver b 10.0.0.3:53
//! ```

use rustc_hash::FxHashMap;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Model, SectionRef};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP033",
    name: "duplicate-section",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Whole(check),
};

/// The kinds of sections whose names HAProxy holds against each other.
const KINDS: [&str; 10] =
    ["resolvers", "ring", "peers", "mailers", "cache", "fcgi-app", "http-errors", "log-forward", "log-profile", "userlist"];

fn check(model: &Model<'_>, report: &mut Report) {
    let mut seen: FxHashMap<(&str, &str), SectionRef<'_, '_>> = FxHashMap::default();
    for section in model.sections().filter(|section| KINDS.contains(&section.kind())) {
        let (Some(name), Some(header)) = (section.name(), section.header()) else {
            continue;
        };
        if header.is_opaque(1) {
            continue;
        }
        let Some(first) = seen.get(&(section.kind(), name)).and_then(|first| first.header()) else {
            seen.insert((section.kind(), name), section);
            continue;
        };
        let finding = report.find(header.at(1), format!("another `{}` section is called `{name}`", section.kind()));
        finding
            .section(section.label())
            .related(first.at(1), "the other one")
            .help("rename one of them, or put their lines into one section");
        if section.kind() == "userlist" {
            finding.upstream(Upstream::Warns);
        }
    }
}
