//! A value that is not of the kind its keyword takes: a number, time, size, address or name.
//!
//! HAProxy refuses the file.
//!
//! ```haproxy bad
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 10x
//!                      ^ `x` is not a unit of time
//! ```
//! ```haproxy good
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 10s
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::facts::ProblemKind;
use crate::product::haproxy::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP014",
    name: "invalid-value",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for (directive, problem) in model.problems() {
        let ProblemKind::BadValue { at, fault, .. } = &problem.kind else { continue };
        let finding = report.find(directive.within(usize::from(*at), fault.span), fault.message.clone());
        finding.section(directive.section().label());
        if let Some(help) = &fault.help {
            finding.help(help.clone());
        }
    }
}
