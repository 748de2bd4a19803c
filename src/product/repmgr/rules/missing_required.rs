//! A setting is missing that every node needs.
//!
//! repmgr refuses a file without `node_id`, `node_name`, `conninfo` and `data_directory`. An empty value counts as none.
//!
//! ```repmgr bad
//! node_id=1
//! ^^^^^^^ `data_directory` is missing
//! node_name=node1
//! conninfo='host=node1 user=repmgr dbname=repmgr'
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
    id: "RPM006",
    name: "missing-required",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    for (complaint, _) in file.complaints_of(ComplaintKind::Missing) {
        let name = complaint.upstream.split('"').nth(1).unwrap_or_default();
        report.find(complaint.at, format!("`{name}` is missing")).help(format!("set `{name}`"));
    }
}
