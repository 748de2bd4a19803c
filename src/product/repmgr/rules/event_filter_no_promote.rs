//! A command that turns a pooler or a proxy is not run when a node is promoted.
//!
//! The command's name says that it moves clients to the new primary, but `event_notifications` leaves out `repmgrd_failover_promote`, `standby_promote` and
//! `standby_switchover`.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! event_notification_command='/usr/local/bin/update-pgbouncer %e'
//! event_notifications='standby_register,repmgrd_start'
//!                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ no event of a promotion runs `event_notification_command`
//! ```
//! ```repmgr good
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! event_notification_command='/usr/local/bin/update-pgbouncer %e'
//! event_notifications='standby_promote,repmgrd_failover_promote'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::repmgr::model::{File, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM134",
    name: "event-filter-no-promote",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    let Some(command) = file.command("event_notification_command") else { return };
    let moves = ["bouncer", "haproxy", "pgpool", "vip", "failover", "promote"].iter().any(|word| command.text.contains(word));
    let Some(at) = file.place("event_notifications").filter(|_| moves) else { return };
    let events = file.value("event_notifications");
    let promotes = events.split(',').any(|event| matches!(event, "repmgrd_failover_promote" | "standby_promote" | "standby_switchover"));
    if !events.is_empty() && !promotes {
        report
            .find(at, "no event of a promotion runs `event_notification_command`")
            .help("add `repmgrd_failover_promote`, `standby_promote` and `standby_switchover`");
    }
}
