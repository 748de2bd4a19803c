//! The connection string cannot be read.
//!
//! It is a list of `keyword = value` with blanks between them, or a URI. Inside repmgr's single quotes a quote of the string is written `\'` or `''`.
//! repmgr refuses the file.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname'
//!                                  ^^^^^^ no `=` behind this word
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
use crate::product::libpq::FaultKind;
use crate::product::repmgr::ComplaintKind;
use crate::product::repmgr::model::{File, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM017",
    name: "conninfo-syntax",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    let Some(fault) = file.conninfo.as_ref().and_then(|conninfo| conninfo.fault.as_ref()) else { return };
    if matches!(fault.kind, FaultKind::Unknown(_) | FaultKind::UnknownInQuery(_)) {
        return;
    }
    for (complaint, _) in file.complaints_of(ComplaintKind::BadConninfo) {
        report.find(complaint.at, fault.message());
    }
}
