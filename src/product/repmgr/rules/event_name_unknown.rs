//! `event_notifications` names an event that repmgr does not have.
//!
//! repmgr does not check the names; the command is then not run for the event that was meant.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! event_notification_command='/usr/local/bin/on-event %e'
//! event_notifications='standby_promote,repmgrd_failover'
//!                                      ^^^^^^^^^^^^^^^^ repmgr has no event `repmgrd_failover`
//! ```
//! ```repmgr good
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! event_notification_command='/usr/local/bin/on-event %e'
//! event_notifications='standby_promote,repmgrd_failover_promote'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::repmgr::model::{File, Model};
use crate::text::nearest;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM133",
    name: "event-name-unknown",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    for line in file.assignments.iter().filter(|line| line.name == "event_notifications") {
        let mut start = 0;
        for part in line.value.text.split(',') {
            let name = part.trim();
            let at = start + (part.len() - part.trim_start().len());
            start += part.len() + 1;
            if name.is_empty() || EVENTS.contains(&name) {
                continue;
            }
            let finding = report.find(line.place(at, at + name.len()), format!("repmgr has no event `{name}`"));
            if let Some(meant) = nearest(name, EVENTS) {
                finding.help(format!("did you mean `{meant}`?"));
            }
        }
    }
}

/// All events of repmgr 5.
const EVENTS: [&str; 35] = [
    "child_node_disconnect",
    "child_node_new_connect",
    "child_node_reconnect",
    "child_nodes_disconnect_command",
    "cluster_cleanup",
    "cluster_created",
    "node_rejoin",
    "primary_register",
    "primary_unregister",
    "repmgrd_config_reload",
    "repmgrd_failover_abort",
    "repmgrd_failover_aborted",
    "repmgrd_failover_follow",
    "repmgrd_failover_promote",
    "repmgrd_local_disconnect",
    "repmgrd_local_reconnect",
    "repmgrd_promote_error",
    "repmgrd_reload",
    "repmgrd_shutdown",
    "repmgrd_standby_reconnect",
    "repmgrd_start",
    "repmgrd_upstream_disconnect",
    "repmgrd_upstream_reconnect",
    "standby_clone",
    "standby_disconnect_manual",
    "standby_failure",
    "standby_follow",
    "standby_promote",
    "standby_recovery",
    "standby_register",
    "standby_register_sync",
    "standby_switchover",
    "standby_unregister",
    "witness_register",
    "witness_unregister",
];
