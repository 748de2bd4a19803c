//! The last line of the file has no line feed.
//!
//! HAProxy takes the file for truncated and refuses it.
//!
//! ```haproxy good
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::haproxy::load::LoadFaultKind;
use crate::product::haproxy::model::Model;
use crate::syntax::FaultKind;
use crate::text::Edit;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP002",
    name: "missing-final-newline",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for fault in &model.document.faults {
        if matches!(fault.kind, LoadFaultKind::Text(FaultKind::MissingLineFeed)) {
            let finding = report.find(fault.at, "the last line does not end in a line feed");
            finding.help("add a line feed at the end of the file").edit(Safety::Safe, Edit::insert(fault.at.span.end, "\n"));
        }
    }
}
