//! The log holds everything.
//!
//! `DEBUG` writes each query of repmgrd into the log, every two seconds.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! log_level=DEBUG
//!           ^^^^^ `DEBUG` fills the log
//! ```
//! ```repmgr good
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! log_level=INFO
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::repmgr::model::{File, Model};

/// The rule.
pub static RULE: Rule =
    Rule { id: "RPM139", name: "log-debug", level: Level::Info, upstream: Upstream::Silent, since: "0.1.0", check: Check::Each(check) };

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    if let Some(at) = file.place("log_level").filter(|_| file.value("log_level").eq_ignore_ascii_case("DEBUG")) {
        report.find(at, "`DEBUG` fills the log").help("write `INFO` when the search is over");
    }
}
