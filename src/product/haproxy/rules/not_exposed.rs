//! An experimental or deprecated word that must be allowed first.
//!
//! HAProxy refuses the file unless a `global` section allows such words.
//!
//! ```haproxy bad
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     http-request normalize-uri path-merge-slashes
//!                  ^^^^^^^^^^^^^ `normalize-uri` is experimental and not allowed
//! ```
//! ```haproxy good
//! global
//!     expose-experimental-directives
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     http-request normalize-uri path-merge-slashes
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::facts::ProblemKind;
use crate::product::haproxy::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP018",
    name: "not-exposed",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for (directive, problem) in model.problems() {
        let ProblemKind::NeedsExpose { at, .. } = problem.kind else { continue };
        let at = usize::from(at);
        let finding = report.find(directive.at(at), format!("`{}` is experimental and not allowed", directive.word(at)));
        finding.section(directive.section().label()).help("allow it with `expose-experimental-directives` in a `global` section above");
    }
}
