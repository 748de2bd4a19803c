//! The setting belongs to a newer repmgr than the one that is checked for.
//!
//! repmgr warns, and leaves the line out.
//!
//! ```repmgr bad target=5.1
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! always_promote=true
//! ^^^^^^^^^^^^^^ repmgr knows `always_promote` from 5.2 on
//! ```
//! ```repmgr good
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! always_promote=true
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::repmgr::ComplaintKind;
use crate::product::repmgr::model::{File, Model};
use crate::schema::Known;

/// The rule.
pub static RULE: Rule =
    Rule { id: "RPM027", name: "newer-key", level: Level::Warning, upstream: Upstream::Warns, since: "0.1.0", check: Check::Each(check) };

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    for (complaint, line) in file.complaints_of(ComplaintKind::OtherVersion) {
        let Some(line) = line else { continue };
        if let Known::OtherVersion(row) = line.row
            && row.since > file.version
            && !row.name.starts_with("pg_backupapi_")
        {
            report
                .find(complaint.at, format!("repmgr knows `{}` from {} on", row.name, row.since))
                .help("remove it, or check for the version that runs");
        }
    }
}
