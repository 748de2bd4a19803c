//! An expression, ACL, condition or log format that makes no sense.
//!
//! HAProxy refuses the file.
//!
//! ```haproxy bad
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     http-request deny if { src 10.0.0.0/8
//!                          ^ the `{` has no `}`
//! ```
//! ```haproxy good
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     http-request deny if { src 10.0.0.0/8 }
//! ```

use super::Rule;
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::facts::ProblemKind;
use crate::product::haproxy::model::Model;
use crate::text::Span;

/// The rule.
pub static RULE: Rule =
    Rule { id: "HAP019", name: "invalid-expression", level: Level::Error, upstream: Upstream::Refuses, since: "0.1.0", check };

fn check(model: &Model<'_>, report: &mut Report) {
    for (directive, problem) in model.problems() {
        let ProblemKind::BadExpression(fault) = &problem.kind else { continue };
        let part = Span::new(fault.start as u32, fault.end as u32);
        let finding = report.find(directive.within(fault.word, part), fault.message.clone());
        finding.section(directive.section().label());
        if let Some(help) = &fault.help {
            finding.help(help.clone());
        }
    }
}
