//! E-mail alerts lack a sender, a recipient or mailers.
//!
//! HAProxy warns and sends none: `email-alert from`, `to` and `mailers` belong together.
//!
//! ```haproxy bad
//! backend pg
//!     mode tcp
//!     timeout connect 5s
//!     timeout server 1m
//!     email-alert from haproxy@example.com
//!     ^^^^^^^^^^^ `email-alert to` and `email-alert mailers` are missing
//!     server pg1 10.0.0.1:5432 check
//! ```
//! ```haproxy good
//! mailers relay
//!     mailer one 10.0.0.25:25
//! backend pg
//!     mode tcp
//!     timeout connect 5s
//!     timeout server 1m
//!     email-alert from haproxy@example.com
//!     email-alert to dba@example.com
//!     email-alert mailers relay
//!     server pg1 10.0.0.1:5432 check
//! ```

use rustc_hash::FxHashSet;

use super::{Check, Rule, wording};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP042",
    name: "incomplete-email-alert",
    level: Level::Warning,
    upstream: Upstream::Warns,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    if model.named("email-alert").next().is_none() {
        return;
    }
    let mut told = FxHashSet::default();
    for proxy in model.proxies.iter().filter(|proxy| (proxy.kind.listens() || proxy.kind.connects()) && !proxy.disabled) {
        let setting = |sub: &str| model.setting(proxy, "email-alert", sub);
        let Some(any) =
            ["from", "to", "mailers", "level", "myhostname"].iter().filter_map(|sub| setting(sub)).min_by_key(|found| found.index)
        else {
            continue;
        };
        let missing: Vec<String> =
            ["from", "to", "mailers"].iter().filter(|sub| setting(sub).is_none()).map(|sub| format!("email-alert {sub}")).collect();
        if missing.is_empty() || !told.insert(any.index) {
            continue;
        }
        let missing: Vec<&str> = missing.iter().map(String::as_str).collect();
        let verb = if missing.len() == 1 { "is" } else { "are" };
        let finding = report.find(any.at(0), format!("{} {verb} missing", wording::list(&missing)));
        finding.section(any.section().label()).help("add them, or take out the `email-alert` lines");
    }
}
