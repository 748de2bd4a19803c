//! `promote_command` promotes PostgreSQL without repmgr.
//!
//! `repmgr standby promote` also writes into its tables that this node is the primary now. Without it the other nodes go on to follow the old one.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! failover=automatic
//! promote_command='/usr/bin/pg_ctlcluster 17 main promote'
//!                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `pg_ctlcluster` does not tell repmgr of the promotion
//! follow_command='/usr/bin/repmgr -f /etc/repmgr.conf standby follow --upstream-node-id=%n'
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

use super::phrase::words;
use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::repmgr::model::{File, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM116",
    name: "promote-not-repmgr",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    let Some(command) = file.command("promote_command").filter(|command| !command.text.contains("repmgr")) else { return };
    let programs = words(command.text).filter_map(|word| word.rsplit('/').next());
    if let Some(program) = programs.into_iter().find(|name| matches!(*name, "pg_ctl" | "pg_ctlcluster" | "touch" | "psql")) {
        report
            .find(command.at, format!("`{program}` does not tell repmgr of the promotion"))
            .help("run `repmgr standby promote`, and put this into `service_promote_command`");
    }
}
