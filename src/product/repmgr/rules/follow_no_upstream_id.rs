//! `follow_command` does not say whom to follow.
//!
//! Without `--upstream-node-id=%n` repmgr looks for a primary by itself. If the old one has come back meanwhile, the standby may follow that.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! failover=automatic
//! promote_command='/usr/bin/repmgr -f /etc/repmgr.conf standby promote'
//! follow_command='/usr/bin/repmgr -f /etc/repmgr.conf standby follow'
//!                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `follow_command` has no `--upstream-node-id=%n`
//! ```
//! ```repmgr fixed
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! failover=automatic
//! promote_command='/usr/bin/repmgr -f /etc/repmgr.conf standby promote'
//! follow_command='/usr/bin/repmgr -f /etc/repmgr.conf standby follow --upstream-node-id=%n'
//! ```

use super::phrase::runs;
use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::repmgr::model::{File, Model};
use crate::syntax::guc::Kind;
use crate::text::Edit;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM119",
    name: "follow-no-upstream-id",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    let Some(line) = file.assignment("follow_command") else { return };
    let text = line.value.text.as_str();
    if !runs(text, "follow") || text.contains("upstream-node-id") {
        return;
    }
    let finding = report.find(line.value_at, "`follow_command` has no `--upstream-node-id=%n`");
    finding.help("append `--upstream-node-id=%n`");
    if line.kind == Kind::String && !text.contains([';', '&', '|', '>', '"', '\'']) {
        finding.edit(Safety::Safe, Edit::insert(line.value_at.span.end - 1, " --upstream-node-id=%n"));
    }
}
