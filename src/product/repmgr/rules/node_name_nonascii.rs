//! The name of the node holds other characters than printable ASCII.
//!
//! The name becomes the `application_name` of the standby, in which PostgreSQL replaces everything else by `?`. The two then no longer match.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='knöten'
//!           ^^^^^^^^^ the name of the node is not plain ASCII
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

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM105",
    name: "node-name-nonascii",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    let Some((name, at)) = file.node_name().zip(file.place("node_name")) else { return };
    if !name.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        report.find(at, "the name of the node is not plain ASCII").help("use ASCII letters, digits and hyphens");
    }
}
