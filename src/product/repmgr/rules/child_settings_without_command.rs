//! The watch over child nodes is set, but there is no command to run.
//!
//! The settings `child_nodes_*` only decide when `child_nodes_disconnect_command` is run.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! child_nodes_disconnect_timeout=60
//! ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `child_nodes_disconnect_command` is missing
//! ```
//! ```repmgr good
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! child_nodes_disconnect_command='/usr/local/bin/fence'
//! child_nodes_disconnect_timeout=60
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::repmgr::model::{File, Model};
use crate::product::repmgr::settings;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM137",
    name: "child-settings-without-command",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    if !file.complete || file.command("child_nodes_disconnect_command").is_some() {
        return;
    }
    for name in [
        "child_nodes_disconnect_min_count",
        "child_nodes_connected_min_count",
        "child_nodes_connected_include_witness",
        "child_nodes_disconnect_timeout",
    ] {
        let default = settings().known(file.version).find(|row| row.name == name).and_then(|row| row.default(file.version));
        if let Some(line) = file.assignment(name).filter(|line| Some(file.value(line.name).as_str()) != default) {
            report.find(line.name_at, "`child_nodes_disconnect_command` is missing").help("set it, or remove this line");
        }
    }
}
