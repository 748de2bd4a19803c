//! The connection string leads to more than one server.
//!
//! It has to lead to this node and no other: repmgr takes whatever answers for this node, and may promote or fence the wrong one.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1,node2 user=repmgr dbname=repmgr'
//!                ^^^^^^^^^^^ the connection string leads to 2 servers
//! data_directory='/var/lib/postgresql/17/main'
//! ```
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr target_session_attrs=read-write'
//!                                                                     ^^^^^^^^^^ a node is itself, whatever its role
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
use crate::text::Location;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM111",
    name: "conninfo-multi-host",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    let Some((conninfo, at)) = file.conninfo.as_ref().zip(file.place("conninfo")) else { return };
    let count = conninfo.hosts().len();
    if let Some(option) = conninfo.option("hostaddr").or_else(|| conninfo.option("host")).filter(|_| count > 1) {
        report
            .find(Location::new(at.file, option.at), format!("the connection string leads to {count} servers"))
            .help("name this node only");
    }
    let attributes = conninfo.option("target_session_attrs");
    if let Some(option) = attributes.filter(|option| !matches!(option.value.as_str(), "any" | "")) {
        report.find(Location::new(at.file, option.at), "a node is itself, whatever its role").help("remove `target_session_attrs`");
    }
}
