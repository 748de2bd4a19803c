//! The value is longer than repmgr has room for.
//!
//! repmgr refuses longer values, and one that just fits without its end it takes and prints together with what is stored behind it.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! replication_user='abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklm'
//!                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `replication_user` has 65 bytes, at most 63 fit
//! ```
//! ```repmgr good
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! replication_user=repmgr
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::repmgr::ComplaintKind;
use crate::product::repmgr::model::{File, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM015",
    name: "value-too-long",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    for (index, line) in file.assignments.iter().enumerate() {
        let Some(row) = line.setting() else { continue };
        let texts = !matches!(row.kind, "int" | "bool" | "enum" | "enum-any-case" | "events" | "mapping");
        let (length, max) = (line.value.text.len(), row.max.unwrap_or(f64::MAX));
        if texts && line.name != "node_name" && f64::from(length as u32) >= max {
            let message = format!("`{}` has {length} bytes, at most {} fit", line.name, max - 1.0);
            let refused = file.complaints_of(ComplaintKind::TooLong).any(|(complaint, _)| complaint.assignment == Some(index));
            let finding = report.find(line.value_at, message);
            if !refused {
                finding.upstream = Upstream::Silent;
            }
        }
    }
}
