//! Nobody can write for minutes before a standby is promoted.
//!
//! repmgrd tries `reconnect_attempts` times, with `reconnect_interval` seconds between, before it gives the primary up; by default for a minute.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! failover=automatic
//! promote_command='/usr/bin/repmgr -f /etc/repmgr.conf standby promote'
//! follow_command='/usr/bin/repmgr -f /etc/repmgr.conf standby follow --upstream-node-id=%n'
//! reconnect_attempts=30
//!                    ^^ the primary is given up after 300 s only
//! ```
//! ```repmgr good
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! failover=automatic
//! promote_command='/usr/bin/repmgr -f /etc/repmgr.conf standby promote'
//! follow_command='/usr/bin/repmgr -f /etc/repmgr.conf standby follow --upstream-node-id=%n'
//! reconnect_attempts=12
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::repmgr::model::{File, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM128",
    name: "reconnect-long",
    level: Level::Info,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    let total = file.number("reconnect_attempts").saturating_mul(file.number("reconnect_interval"));
    if file.is_automatic() && total > 180 {
        let at = file.place("reconnect_attempts").or_else(|| file.place("reconnect_interval"));
        if let Some(at) = at {
            report
                .find(at, format!("the primary is given up after {total} s only"))
                .help("lower `reconnect_attempts` or `reconnect_interval`");
        }
    }
}
