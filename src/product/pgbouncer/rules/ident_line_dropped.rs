//! A line of `auth_ident_file` that PgBouncer cannot read.
//!
//! PgBouncer logs a warning and drops the line: who was to log in by it cannot.
//!
//! ```pgbouncer-ident bad
//! admins root
//!        ^^^^ the line ends where a user of the database is to follow
//! admins root postgres
//! ```
//! ```pgbouncer-ident good
//! admins root postgres
//! admins "ann lee" all
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB064",
    name: "ident-line-dropped",
    level: Level::Error,
    upstream: Upstream::Warns,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for fault in model.idents.iter().flat_map(|file| &file.faults) {
        let finding = report.find(fault.at, fault.message.as_str());
        if let Some(help) = &fault.help {
            finding.help(help.as_str());
        }
    }
}
