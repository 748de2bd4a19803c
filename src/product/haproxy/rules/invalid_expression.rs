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
//!                          ^ the `{` of this condition is not closed
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
use crate::text::{Location, Span};

/// The rule.
pub static RULE: Rule =
    Rule { id: "HAP019", name: "invalid-expression", level: Level::Error, upstream: Upstream::Refuses, since: "0.1.0", check };

fn check(model: &Model<'_>, report: &mut Report) {
    for (directive, problem) in model.problems() {
        let ProblemKind::BadExpression(fault) = &problem.kind else { continue };
        let at = usize::from(fault.at);
        let mut place = directive.at(at);
        // Offsets into the value are offsets into the file where nothing is quoted.
        if place.span.len() as usize == directive.word(at).len() && fault.part.1 <= place.span.len() {
            place = Location::new(place.file, Span::new(place.span.start + fault.part.0, place.span.start + fault.part.1));
        }
        let finding = report.find(place, fault.message.clone());
        finding.section(directive.section().label());
        if let Some(help) = &fault.help {
            finding.help(help.clone());
        }
    }
}
