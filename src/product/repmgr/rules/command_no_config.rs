//! A command of repmgrd runs repmgr without `-f`.
//!
//! repmgr then looks for a repmgr.conf in the working directory, in `/etc` and where it was built to, and may find another one than this.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! failover=automatic
//! promote_command='/usr/bin/repmgr standby promote'
//!                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ repmgr looks for its file by itself here
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

use super::phrase::{runs, words};
use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::repmgr::model::{File, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM121",
    name: "command-no-config",
    level: Level::Info,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    for (name, verb) in [("promote_command", "promote"), ("follow_command", "follow")] {
        let Some(command) = file.command(name).filter(|command| runs(command.text, verb)) else { continue };
        let named = words(command.text).any(|word| word.starts_with("-f") || word.starts_with("--config-file"));
        if !named {
            report.find(command.at, "repmgr looks for its file by itself here").help("add `-f` and the path of this file");
        }
    }
}
