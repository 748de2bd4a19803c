//! A condition without a test.
//!
//! Nothing stands behind `if` or `unless`. HAProxy accepts it: an empty `if` never holds, an empty `unless` always does.
//!
//! ```haproxy bad
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     http-request deny if
//!                       ^^ nothing stands behind `if`: this rule never acts
//! ```
//! ```haproxy good
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     http-request deny if { src 192.0.2.0/24 }
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Model, Proxy};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP122",
    name: "empty-condition",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    for directive in model.section_of(proxy).directives() {
        let at = usize::from(directive.shape().condition);
        if at == 0 || at + 1 != directive.len() || directive.line().open_ended || !directive.shape().sound {
            continue;
        }
        let word = directive.word(at);
        let result = if word == "if" { "never" } else { "always" };
        let finding = report.find(directive.at(at), format!("nothing stands behind `{word}`: this rule {result} acts"));
        finding.section(directive.section().label()).help("write the condition, or take the word out");
    }
}
