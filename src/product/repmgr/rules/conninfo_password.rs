//! The connection string holds a password.
//!
//! repmgr writes the string into its table of nodes, where every user who may read that sees it, and into the logs. A `.pgpass` file keeps it to one
//! user of each machine.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr password=secret dbname=repmgr'
//!                                           ^^^^^^ the password can be read in `repmgr.nodes` and in logs
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
    id: "RPM301",
    name: "conninfo-password",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    let Some((conninfo, at)) = file.conninfo.as_ref().zip(file.place("conninfo")) else { return };
    for option in conninfo.secrets().filter(|option| !option.value.is_empty()) {
        report
            .find(Location::new(at.file, option.at), "the password can be read in `repmgr.nodes` and in logs")
            .help("put it into a `.pgpass` file, and name that with `passfile` if it is not in the home folder");
    }
}
