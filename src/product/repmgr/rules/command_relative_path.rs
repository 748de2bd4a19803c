//! repmgrd runs a command that is not named by its whole path.
//!
//! `pg_bindir` and `repmgr_bindir` do not help: the command runs in a shell with whatever `PATH` repmgrd was started with, which is short under systemd.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! failover=automatic
//! promote_command='repmgr -f /etc/repmgr.conf standby promote'
//!                  ^^^^^^ `repmgr` is looked for in the `PATH` of repmgrd
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

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::repmgr::model::{File, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM120",
    name: "command-relative-path",
    level: Level::Info,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    for name in ["promote_command", "follow_command"] {
        let Some(line) = file.assignment(name) else { continue };
        let text = line.value.text.as_str();
        let first = text.split([' ', ';', '&', '|']).next().unwrap_or_default();
        if first == "repmgr" || first == "pg_ctl" {
            report
                .find(line.place(0, first.len()), format!("`{first}` is looked for in the `PATH` of repmgrd"))
                .help("write the whole path");
        }
    }
}
