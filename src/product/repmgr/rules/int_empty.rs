//! A number is empty.
//!
//! repmgr takes an empty value for 0, also where 0 is too small: an empty `priority` keeps the node from ever being promoted, and an empty
//! `monitor_interval_secs` makes repmgrd run without a pause.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! priority=''
//!          ^^ `priority` is 0
//! ```
//! ```repmgr good
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! priority=60
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::repmgr::model::{File, Model};

/// The rule.
pub static RULE: Rule =
    Rule { id: "RPM103", name: "int-empty", level: Level::Error, upstream: Upstream::Silent, since: "0.1.0", check: Check::Each(check) };

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    let lines = file.assignments.iter().filter(|line| line.value.text.is_empty());
    for line in lines.filter(|line| line.setting().is_some_and(|row| row.kind == "int")) {
        report.find(line.value_at, format!("`{}` is 0", line.name)).help("write a number, or remove the line");
    }
}
