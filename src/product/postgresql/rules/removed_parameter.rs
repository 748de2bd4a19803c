//! PostgreSQL does not know a setting any more.
//!
//! A server of the new version does not start with the file of the old one: take the setting out, or write what replaced it, before the
//! upgrade.
//!
//! ```postgresql bad
//! wal_keep_segments = 64
//! ^^^^^^^^^^^^^^^^^ PostgreSQL 13 removed `wal_keep_segments`
//! ```
//! ```postgresql bad
//! promote_trigger_file = '/run/promote'
//! ^^^^^^^^^^^^^^^^^^^^ PostgreSQL 16 removed `promote_trigger_file`
//! ```
//! ```postgresql good
//! wal_keep_size = 1GB
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;
use crate::schema::Known;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC003",
    name: "removed-parameter",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    for entry in &conf.entries {
        let Known::OtherVersion(row) = entry.known else { continue };
        if row.since > conf.version {
            continue;
        }
        let number = if row.until.major() < 10 { row.until.to_string() } else { row.until.major().to_string() };
        let finding = report.find(entry.name_at, format!("PostgreSQL {number} removed `{}`", entry.name));
        match row.instead {
            "" => finding.help("take the line out"),
            instead => finding.help(format!("see `{instead}`, whose value may be another")),
        };
    }
}
