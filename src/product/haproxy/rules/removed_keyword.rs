//! A word that HAProxy knew once and refuses now.
//!
//! Configurations that were written for an older version stop working with an upgrade.
//!
//! ```haproxy bad
//! defaults
//!     mode http
//!     clitimeout 60000
//!     ^^^^^^^^^^ `clitimeout` is no longer known: removed in 2.1, your target is 3.0
//! frontend web
//!     bind :8080
//!     timeout client 1m
//! ```
//! ```haproxy good
//! defaults
//!     mode http
//!     timeout client 60000
//! frontend web
//!     bind :8080
//! ```

use super::{Check, Rule, wording};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::facts::ProblemKind;
use crate::product::haproxy::model::Model;
use crate::schema::Lookup;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP007",
    name: "removed-keyword",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for (directive, problem) in model.problems() {
        let (at, row) = match problem.kind {
            ProblemKind::UnknownKeyword(Lookup::Removed(row)) => (0, row),
            ProblemKind::UnknownWord { at, lookup: Lookup::Removed(row), .. } => (usize::from(at), row),
            _ => continue,
        };
        let removed = wording::removed(row, model.target.version);
        let finding = report.find(directive.at(at), format!("`{}` is no longer known: {removed}", directive.word(at)));
        finding.section(directive.section().label());
        match row.instead {
            Some(instead) => finding.help(format!("use `{instead}`")),
            None => finding.help("take it out"),
        };
    }
}
