//! A node is given up at the first failed connection.
//!
//! With `reconnect_attempts` or `reconnect_interval` 0 repmgrd does not wait before a failover: a short loss of the network promotes a standby.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! failover=automatic
//! promote_command='/usr/bin/repmgr -f /etc/repmgr.conf standby promote'
//! follow_command='/usr/bin/repmgr -f /etc/repmgr.conf standby follow --upstream-node-id=%n'
//! reconnect_interval=0
//!                    ^ `reconnect_interval` of 0 starts a failover at once
//! ```
//! ```repmgr good
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! failover=automatic
//! promote_command='/usr/bin/repmgr -f /etc/repmgr.conf standby promote'
//! follow_command='/usr/bin/repmgr -f /etc/repmgr.conf standby follow --upstream-node-id=%n'
//! reconnect_interval=5
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::repmgr::model::{File, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM127",
    name: "reconnect-zero",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    for name in ["reconnect_attempts", "reconnect_interval"].into_iter().filter(|_| file.is_automatic()) {
        if let Some(line) = file.assignment(name).filter(|line| !line.value.text.is_empty() && file.number(line.name) == 0) {
            report.find(line.value_at, format!("`{name}` of 0 starts a failover at once")).help("write a number above 0");
        }
    }
}
