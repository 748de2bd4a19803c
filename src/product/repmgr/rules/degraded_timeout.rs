//! repmgrd ends when it has been without a primary for some time.
//!
//! With `degraded_monitoring_timeout` repmgrd gives up watching after so many seconds, and nobody fails over the next time. By default it never does.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! failover=automatic
//! promote_command='/usr/bin/repmgr -f /etc/repmgr.conf standby promote'
//! follow_command='/usr/bin/repmgr -f /etc/repmgr.conf standby follow --upstream-node-id=%n'
//! degraded_monitoring_timeout=300
//!                             ^^^ repmgrd ends after 300 s in degraded monitoring
//! ```
//! ```repmgr good
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! failover=automatic
//! promote_command='/usr/bin/repmgr -f /etc/repmgr.conf standby promote'
//! follow_command='/usr/bin/repmgr -f /etc/repmgr.conf standby follow --upstream-node-id=%n'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::repmgr::model::{File, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM129",
    name: "degraded-timeout",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    let seconds = file.number("degraded_monitoring_timeout");
    if let Some(at) = file.place("degraded_monitoring_timeout").filter(|_| seconds > 0 && file.is_automatic()) {
        report.find(at, format!("repmgrd ends after {seconds} s in degraded monitoring")).help("remove the line");
    }
}
