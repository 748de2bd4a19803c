//! `service_promote_command` is set instead of `promote_command`.
//!
//! `promote_command` is what repmgrd runs; it usually runs `repmgr standby promote`, which in turn runs `service_promote_command`. repmgrd does not start without
//! the former.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! failover=automatic
//! follow_command='/usr/bin/repmgr -f /etc/repmgr.conf standby follow --upstream-node-id=%n'
//! service_promote_command='/usr/bin/pg_ctlcluster 17 main promote'
//! ^^^^^^^^^^^^^^^^^^^^^^^ repmgrd runs `promote_command`, which is missing
//! ```
//! ```repmgr good
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! failover=automatic
//! promote_command='/usr/bin/repmgr -f /etc/repmgr.conf standby promote'
//! follow_command='/usr/bin/repmgr -f /etc/repmgr.conf standby follow --upstream-node-id=%n'
//! service_promote_command='/usr/bin/pg_ctlcluster 17 main promote'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::repmgr::model::{File, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM114",
    name: "failover-service-promote",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    if !file.is_automatic() || !file.complete || file.command("promote_command").is_some() {
        return;
    }
    if let Some(line) = file.assignment("service_promote_command").filter(|line| !line.value.text.is_empty()) {
        report.find(line.name_at, "repmgrd runs `promote_command`, which is missing").help("set `promote_command`");
    }
}
