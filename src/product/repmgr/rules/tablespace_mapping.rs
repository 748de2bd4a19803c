//! The value of `tablespace_mapping` is not two folders with `=` between them.
//!
//! repmgr ends at once, and does not tell of other faults of the file. A `=` within a name is written `\=`, for which repmgr.conf wants the backslash
//! twice.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! tablespace_mapping='/mnt/old'
//!                    ^^^^^^^^^^ `tablespace_mapping` takes two folders with one `=` between them
//! ```
//! ```repmgr good
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! tablespace_mapping='/mnt/old=/mnt/new'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::repmgr::ComplaintKind;
use crate::product::repmgr::model::{File, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM023",
    name: "tablespace-mapping",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    for (complaint, _) in file.complaints_of(ComplaintKind::BadMapping) {
        report.find(complaint.at, "`tablespace_mapping` takes two folders with one `=` between them").help("write `/old=/new`");
    }
}
