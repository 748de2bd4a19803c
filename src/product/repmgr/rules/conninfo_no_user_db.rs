//! The connection string names no user or no database.
//!
//! libpq then takes the name of the operating system's user, which is not the same for everybody who runs repmgr, and a database of the same name.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1'
//!          ^^^^^^^^^^^^ the connection string names neither `user` nor `dbname`
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
    id: "RPM110",
    name: "conninfo-no-user-db",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    let Some((conninfo, at)) = file.conninfo.as_ref().zip(file.place("conninfo")) else { return };
    if conninfo.fault.is_some() || conninfo.get("service").is_some() {
        return;
    }
    let message = match (conninfo.get("user").is_some(), conninfo.get("dbname").is_some()) {
        (true, true) => return,
        (false, false) => "the connection string names neither `user` nor `dbname`",
        (false, true) => "the connection string names no `user`",
        (true, false) => "the connection string names no `dbname`",
    };
    report.find(at, message).help("write `user=` and `dbname=`");
}
