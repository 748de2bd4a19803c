//! `standby_reconnect_timeout` is shorter than `node_rejoin_timeout`.
//!
//! A switchover waits for the old primary to come back as a standby; repmgr refuses a file that waits shorter than the node may take to rejoin. Both are
//! 60 seconds unless set.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! node_rejoin_timeout=120
//!                     ^^^ `standby_reconnect_timeout` (60) is below `node_rejoin_timeout` (120)
//! ```
//! ```repmgr good
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! node_rejoin_timeout=120
//! standby_reconnect_timeout=120
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::repmgr::ComplaintKind;
use crate::product::repmgr::model::{File, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM019",
    name: "rejoin-timeouts",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    for (complaint, _) in file.complaints_of(ComplaintKind::RejoinTimeout) {
        let (wait, rejoin) = (file.value("standby_reconnect_timeout"), file.value("node_rejoin_timeout"));
        report
            .find(complaint.at, format!("`standby_reconnect_timeout` ({wait}) is below `node_rejoin_timeout` ({rejoin})"))
            .help(format!("set `standby_reconnect_timeout` to {rejoin} or more"));
    }
}
