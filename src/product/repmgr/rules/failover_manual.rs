//! A `promote_command` is set, but `failover` is not automatic.
//!
//! `failover` is manual by default: repmgrd watches, and promotes nothing.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! promote_command='/usr/bin/repmgr -f /etc/repmgr.conf standby promote'
//! ^^^^^^^^^^^^^^^ nothing is promoted, as `failover` is not set
//! follow_command='/usr/bin/repmgr -f /etc/repmgr.conf standby follow --upstream-node-id=%n'
//! ```
//! ```repmgr good
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! failover=manual
//! promote_command='/usr/bin/repmgr -f /etc/repmgr.conf standby promote'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::repmgr::model::{File, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM115",
    name: "failover-manual",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    // Whoever writes `manual` means it.
    if !file.complete || file.assignment("failover").is_some() {
        return;
    }
    if let Some(line) = file.assignment("promote_command").filter(|line| !line.value.text.is_empty()) {
        report
            .find(line.name_at, "nothing is promoted, as `failover` is not set")
            .help("set `failover=automatic`, or `failover=manual` if this is meant");
    }
}
