//! The connection string has an option that libpq does not know.
//!
//! repmgr gives the string to libpq, and refuses the file.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr pool_size=5'
//!                                                ^^^^^^^^^ libpq has no option `pool_size`
//! data_directory='/var/lib/postgresql/17/main'
//! ```
//! ```repmgr good
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::libpq::{FaultKind, keywords};
use crate::product::repmgr::ComplaintKind;
use crate::product::repmgr::model::{File, Model};
use crate::text::{Edit, nearest};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM016",
    name: "conninfo-keyword",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    let Some(fault) = file.conninfo.as_ref().and_then(|conninfo| conninfo.fault.as_ref()) else { return };
    let (FaultKind::Unknown(name) | FaultKind::UnknownInQuery(name)) = &fault.kind else { return };
    for (complaint, _) in file.complaints_of(ComplaintKind::BadConninfo) {
        let finding = report.find(complaint.at, fault.message());
        if let Some(meant) = nearest(name, keywords().0.iter().map(|row| row.name)) {
            finding.help(format!("did you mean `{meant}`?")).edit(Safety::Unsafe, Edit::replace(complaint.at.span, meant));
        }
    }
}
