//! A word that HAProxy is about to drop.
//!
//! It still works in the target version, with a warning; a later version refuses it.
//!
//! ```haproxy bad target=3.4
//! listen app
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     dispatch 10.0.0.1:80
//!     ^^^^^^^^ `dispatch` is deprecated since 3.3 and refused from 3.5
//! ```
//! ```haproxy good
//! listen app
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:80
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::facts::ProblemKind;
use crate::product::haproxy::model::Model;
use crate::schema::{Flags, Version};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP016",
    name: "deprecated-keyword",
    level: Level::Warning,
    upstream: Upstream::Warns,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for (directive, problem) in model.problems() {
        let ProblemKind::Deprecated { at, row } = problem.kind else { continue };
        let at = usize::from(at);
        // Of `master-worker` only the form without an argument is deprecated.
        if row.name == "master-worker" && directive.len() > 1 {
            continue;
        }
        let mut message = format!("`{}` is deprecated since {}", directive.word(at), row.deprecated);
        if row.until < Version::MAX {
            message = format!("{message} and refused from {}", row.until);
        }
        let finding = report.find(directive.at(at), message);
        finding.section(directive.section().label());
        if row.flags.has(Flags::FAIL_DEPRECATED) {
            finding.upstream(Upstream::Refuses);
        }
        if let Some(instead) = row.instead {
            finding.help(format!("use `{instead}`"));
        }
    }
}
