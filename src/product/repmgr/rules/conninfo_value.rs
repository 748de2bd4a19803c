//! An option of the connection string has a value that libpq cannot use.
//!
//! repmgr checks the names of the options only. The value is found wrong with each connection.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 port=abc user=repmgr dbname=repmgr sslmode=on'
//!                           ^^^ `abc` is not a port
//!                                                                 ^^ `on` is not a value of `sslmode`
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
    id: "RPM107",
    name: "conninfo-value",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    let Some((conninfo, at)) = file.conninfo.as_ref().zip(file.place("conninfo")) else { return };
    for option in &conninfo.options {
        let counts = conninfo.option(option.keyword).is_some_and(|last| last == option);
        if let Some(problem) = option.problem().filter(|_| counts) {
            report.find(Location::new(at.file, option.at), problem);
        }
    }
}
