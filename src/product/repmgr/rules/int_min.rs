//! The number is too small.
//!
//! repmgr refuses the file.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! monitor_interval_secs=0
//!                       ^ `monitor_interval_secs` is at least 1
//! ```
//! ```repmgr good
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! monitor_interval_secs=1
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::repmgr::ComplaintKind;
use crate::product::repmgr::model::{File, Model};

/// The rule.
pub static RULE: Rule =
    Rule { id: "RPM010", name: "int-min", level: Level::Error, upstream: Upstream::Refuses, since: "0.1.0", check: Check::Each(check) };

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    for (complaint, line) in file.complaints_of(ComplaintKind::Minimum) {
        let Some((line, row)) = line.and_then(|line| Some((line, line.setting()?))) else { continue };
        if line.name != "child_nodes_check_interval" {
            let least = row.min.unwrap_or_default();
            report.find(complaint.at, format!("`{}` is at least {least}", line.name)).help(format!("write {least} or more"));
        }
    }
}
