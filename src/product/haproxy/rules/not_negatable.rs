//! `no` or `default` stands before a word that takes neither.
//!
//! HAProxy refuses the file.
//!
//! ```haproxy bad
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     no maxconn 10
//!        ^^^^^^^ `maxconn` cannot be negated or reset
//! ```
//! ```haproxy good
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     no option dontlognull
//! ```

use super::{Check, Rule, wording};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::facts::ProblemKind;
use crate::product::haproxy::load::{LoadFaultKind, Prefix};
use crate::product::haproxy::model::Model;
use crate::product::haproxy::tables::PREFIX;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP017",
    name: "not-negatable",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    let words: Vec<&str> = PREFIX.iter().filter(|row| row.known(model.target.version)).map(|row| row.name).collect();
    for fault in &model.document.faults {
        if matches!(fault.kind, LoadFaultKind::BadPrefix) {
            let word = model.source(fault.at.file).slice(fault.at.span);
            let finding = report.find(fault.at, format!("`{word}` cannot be negated or reset"));
            finding.help(format!("`no` and `default` can stand before {}", wording::list(&words)));
        }
    }
    for (directive, problem) in model.problems() {
        let ProblemKind::NotNegatable { at, row, prefix } = problem.kind else { continue };
        let what = if prefix == Prefix::No { "negated" } else { "reset" };
        let finding = report.find(directive.at(usize::from(at)), format!("`option {}` cannot be {what}", row.name));
        finding.section(directive.section().label()).help("take the line out");
    }
}
