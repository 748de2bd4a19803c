//! A rule stands below one that always ends the rule set.
//!
//! It is never run. HAProxy warns for rules of the `http-*` sets, and says nothing of `use_backend`.
//!
//! ```haproxy bad
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     http-request deny
//!     http-request set-header X-App web
//!     ^^^^^^^^^^^^ this rule is never reached: `http-request deny` above it always ends the rule set
//! ```
//! ```haproxy good
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     http-request set-header X-App web
//!     http-request deny if { src 192.0.2.0/24 }
//! ```

use rustc_hash::FxHashMap;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{DirectiveRef, Model, Proxy};
use crate::schema::Flags;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP030",
    name: "unreachable-rule",
    level: Level::Warning,
    upstream: Upstream::Warns,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    // By rule set the last rule if it ends the set, and whether a warning was given for it.
    let mut ended: FxHashMap<&str, DirectiveRef<'_, '_>> = FxHashMap::default();
    for directive in model.section_of(proxy).directives() {
        let keyword = directive.keyword();
        if !matches!(keyword, "http-request" | "http-response" | "http-after-response") || !directive.shape().sound {
            continue;
        }
        let ends = directive.options().first().is_some_and(|action| action.row.flags.has(Flags::FINAL)) && directive.shape().condition == 0;
        if let Some(last) = ended.get(keyword) {
            let message = format!("this rule is never reached: `{keyword} {}` above it always ends the rule set", last.sub());
            let finding = report.find(directive.at(0), message);
            finding.section(directive.section().label()).related(last.all(), "the rule that ends the set");
            finding.help("give the rule above a condition, or take this one out");
        }
        if ends && directive.option("ignore-empty").is_none() && !directive.words().iter().any(|word| word.text == "ignore-empty") {
            ended.insert(keyword, directive);
        } else {
            ended.remove(keyword);
        }
    }
}
