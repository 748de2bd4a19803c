//! `child_nodes_check_interval` is 0.
//!
//! The manual says that 0 turns the check off; repmgr refuses it.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! child_nodes_check_interval=0
//!                            ^ `child_nodes_check_interval` is at least 1
//! ```
//! ```repmgr good
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! child_nodes_check_interval=5
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::repmgr::ComplaintKind;
use crate::product::repmgr::model::{File, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM022",
    name: "child-interval-zero",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    for (complaint, line) in file.complaints_of(ComplaintKind::Minimum) {
        if line.is_some_and(|line| line.name == "child_nodes_check_interval") {
            report
                .find(complaint.at, "`child_nodes_check_interval` is at least 1")
                .help("leave it out; without `child_nodes_disconnect_command` the check does nothing");
        }
    }
}
