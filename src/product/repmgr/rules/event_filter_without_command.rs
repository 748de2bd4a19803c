//! `event_notifications` is set, but no command is there to run.
//!
//! The list only picks the events for which `event_notification_command` is run.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! event_notifications='standby_promote'
//! ^^^^^^^^^^^^^^^^^^^ `event_notification_command` is missing
//! ```
//! ```repmgr good
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! event_notification_command='/usr/local/bin/on-event %e'
//! event_notifications='standby_promote'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::repmgr::model::{File, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM135",
    name: "event-filter-without-command",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    if !file.complete || file.command("event_notification_command").is_some() || file.value("event_notifications").is_empty() {
        return;
    }
    if let Some(line) = file.assignment("event_notifications") {
        report.find(line.name_at, "`event_notification_command` is missing").help("set it, or remove the list");
    }
}
