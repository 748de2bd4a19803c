//! The history of monitoring grows without end.
//!
//! With `monitoring_history` repmgrd writes a row every few seconds into a table, which is replicated, and which only `repmgr cluster cleanup` shortens.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! monitoring_history=yes
//!                    ^^^ the table `repmgr.monitoring_history` grows without end
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
    id: "RPM141",
    name: "monitoring-history",
    level: Level::Info,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    if let Some(at) = file.place("monitoring_history").filter(|_| file.is_on("monitoring_history")) {
        report
            .find(at, "the table `repmgr.monitoring_history` grows without end")
            .help("run `repmgr cluster cleanup` at regular times, or leave this off");
    }
}
