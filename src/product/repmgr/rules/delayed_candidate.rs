//! A node that lags behind on purpose can be promoted.
//!
//! With `recovery_min_apply_delay` the node holds data of some time ago. After a failover to it all clients do, until the rest is applied.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! recovery_min_apply_delay='2h'
//!                          ^^^^ this node is `2h` late and can be promoted
//! ```
//! ```repmgr good
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! recovery_min_apply_delay='2h'
//! priority=0
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::repmgr::model::{File, Model};
use crate::product::repmgr::value::int;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM142",
    name: "delayed-candidate",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    let Some((delay, at)) = file.text("recovery_min_apply_delay").zip(file.place("recovery_min_apply_delay")) else { return };
    if int(delay) > 0 && file.priority() > 0 {
        report.find(at, format!("this node is `{delay}` late and can be promoted")).help("set `priority=0`");
    }
}
