//! A file brings itself in, or files are nested too deeply.
//!
//! repmgr refuses a file that includes itself, and more than five files within each other.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! include 'repmgr.conf'
//!         ^^^^^^^^^^^^^ the file includes itself
//! ```
//! ```repmgr good
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::repmgr::ComplaintKind;
use crate::product::repmgr::model::{File, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM024",
    name: "include-recursion",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    for (complaint, _) in file.complaints_of(ComplaintKind::Recursion) {
        let deep = complaint.upstream.contains("depth");
        report.find(complaint.at, if deep { "files are nested too deeply here" } else { "the file includes itself" });
    }
}
