//! Two settings say when the primary is cut off, and only one counts.
//!
//! `child_nodes_connected_min_count` overrides `child_nodes_disconnect_min_count`.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! child_nodes_disconnect_command='/usr/local/bin/fence'
//! child_nodes_connected_min_count=1
//! child_nodes_disconnect_min_count=2
//! ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `child_nodes_connected_min_count` overrides this
//! ```
//! ```repmgr good
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! child_nodes_disconnect_command='/usr/local/bin/fence'
//! child_nodes_connected_min_count=1
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::repmgr::model::{File, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM136",
    name: "child-min-counts",
    level: Level::Info,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    if file.number("child_nodes_connected_min_count") <= 0 || file.number("child_nodes_disconnect_min_count") <= 0 {
        return;
    }
    if let Some(line) = file.assignment("child_nodes_disconnect_min_count") {
        report.find(line.name_at, "`child_nodes_connected_min_count` overrides this").help("remove one of the two");
    }
}
