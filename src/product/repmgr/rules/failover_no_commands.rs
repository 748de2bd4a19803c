//! `failover` is automatic, but `promote_command` or `follow_command` is missing.
//!
//! repmgrd does not start with such a file. (A warning, because nothing in it tells whether repmgrd runs: repmgr itself takes the file.)
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! failover=automatic
//!          ^^^^^^^^^ repmgrd needs `promote_command` and `follow_command`
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
    id: "RPM113",
    name: "failover-no-commands",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    let Some(at) = file.place("failover").filter(|_| file.is_automatic() && file.complete) else { return };
    let promote = file.command("promote_command").is_some() || file.command("service_promote_command").is_some();
    let message = match (promote, file.command("follow_command").is_some()) {
        (true, true) => return,
        (false, false) => "repmgrd needs `promote_command` and `follow_command`",
        (false, true) => "repmgrd needs `promote_command`",
        (true, false) => "repmgrd needs `follow_command`",
    };
    report.find(at, message).help("set the commands, or set `failover=manual`");
}
