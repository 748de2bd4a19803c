//! The critical threshold is not above the one for warnings.
//!
//! repmgr refuses the file if `archive_ready_critical` or `replication_lag_critical` is not greater than its counterpart, whose default counts if it
//! is not set.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! archive_ready_warning=200
//!                       ^^^ `archive_ready_critical` (128) is not above `archive_ready_warning` (200)
//! ```
//! ```repmgr good
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! archive_ready_warning=100
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::repmgr::ComplaintKind;
use crate::product::repmgr::model::{File, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM018",
    name: "threshold-order",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    for (complaint, _) in file.complaints_of(ComplaintKind::Threshold) {
        let mut names = complaint.upstream.split('"').skip(1).step_by(2);
        let (Some(high), Some(low)) = (names.next(), names.next()) else { continue };
        let message = format!("`{high}` ({}) is not above `{low}` ({})", file.value(high), file.value(low));
        report.find(complaint.at, message).help(format!("set `{high}` above {}", file.value(low)));
    }
}
