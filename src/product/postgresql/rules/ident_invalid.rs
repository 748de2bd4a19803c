//! A line of `pg_ident.conf` that PostgreSQL does not take.
//!
//! PostgreSQL logs it and drops the whole file: no ident map works, and who needs one cannot log in.
//!
//! ```ident bad
//! admins root
//!        ^^^^ a user of the database is missing behind this
//! ```
//! ```ident good
//! admins root postgres
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC056",
    name: "ident-invalid",
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
