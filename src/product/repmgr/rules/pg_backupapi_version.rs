//! `pg_backupapi_*` is set for a repmgr before 5.4.
//!
//! These settings came with 5.4; older versions warn, leave them out, and clone without the backup API.
//!
//! ```repmgr bad target=5.3
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! pg_backupapi_host=backup
//! ^^^^^^^^^^^^^^^^^ repmgr knows `pg_backupapi_host` from 5.4 on
//! ```
//! ```repmgr good
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! pg_backupapi_host=backup
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::repmgr::ComplaintKind;
use crate::product::repmgr::model::{File, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM028",
    name: "pg-backupapi-version",
    level: Level::Warning,
    upstream: Upstream::Warns,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    for (complaint, line) in file.complaints_of(ComplaintKind::OtherVersion) {
        if let Some(line) = line.filter(|line| line.name.starts_with("pg_backupapi_")) {
            report.find(complaint.at, format!("repmgr knows `{}` from 5.4 on", line.name));
        }
    }
}
