//! `service_promote_command` runs `repmgr standby promote`, which runs it.
//!
//! `service_promote_command` is what `repmgr standby promote` runs to promote PostgreSQL. Each would call the other.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! service_promote_command='/usr/bin/repmgr -f /etc/repmgr.conf standby promote'
//!                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ this command calls itself
//! ```
//! ```repmgr good
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! service_promote_command='/usr/bin/pg_ctlcluster 17 main promote'
//! ```

use super::phrase::runs;
use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::repmgr::model::{File, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM118",
    name: "promote-service-recursion",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    let Some(command) = file.command("service_promote_command") else { return };
    if runs(command.text, "promote") {
        report.find(command.at, "this command calls itself").help("write it into `promote_command`");
    }
}
