//! `replication_type` is something else than `physical`.
//!
//! There is no other kind since repmgr 5.1, and repmgr refuses the file.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! replication_type=bdr
//!                  ^^^ `replication_type` is `physical` or nothing
//! ```
//! ```repmgr fixed
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::repmgr::ComplaintKind;
use crate::product::repmgr::model::{File, Model};
use crate::text::{Edit, Span};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM029",
    name: "replication-type",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    for (complaint, line) in file.complaints_of(ComplaintKind::BadWord) {
        let Some(line) = line.filter(|line| line.name == "replication_type") else { continue };
        if line.value.text.eq_ignore_ascii_case("physical") {
            continue;
        }
        let end = (line.line.end + 1).min(file.sources().get(complaint.at.file).len());
        report
            .find(complaint.at, "`replication_type` is `physical` or nothing")
            .help("remove the line")
            .edit(Safety::Safe, Edit::delete(Span::new(line.line.start, end)));
    }
}
