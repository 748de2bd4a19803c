//! The value is no whole number.
//!
//! repmgr refuses the file. Numbers are decimal and at most 2147483647.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! priority=high
//!          ^^^^ `priority` takes a whole number
//! log_status_interval=4294967296
//!                     ^^^^^^^^^^ `log_status_interval` is at most 2147483647
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
use crate::product::repmgr::ComplaintKind;
use crate::product::repmgr::model::{File, Model};

/// The rule.
pub static RULE: Rule =
    Rule { id: "RPM009", name: "bad-int", level: Level::Error, upstream: Upstream::Refuses, since: "0.1.0", check: Check::Each(check) };

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    for (complaint, line) in file.complaints_of(ComplaintKind::BadInt) {
        let Some(line) = line else { continue };
        let digits = line.value.text.bytes().all(|byte| byte.is_ascii_digit());
        let rule = if digits { "is at most 2147483647" } else { "takes a whole number" };
        report.find(complaint.at, format!("`{}` {rule}", line.name));
    }
}
