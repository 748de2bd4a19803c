//! The node is named after a role.
//!
//! The role changes with the first failover, the name does not: `primary` is then a standby.
//!
//! ```repmgr bad
//! node_id=1
//! node_name=primary
//!           ^^^^^^^ `primary` is a role, and roles change
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! ```
//! ```repmgr good
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::repmgr::model::{File, Model};
use crate::product::repmgr::names_role;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM104",
    name: "node-name-role",
    level: Level::Info,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    let Some((name, at)) = file.node_name().zip(file.place("node_name")) else { return };
    if names_role(name) {
        report.find(at, format!("`{name}` is a role, and roles change")).help("name the node after its machine or place");
    }
}
