//! The setting has another name since repmgr 4, or is gone.
//!
//! repmgr warns and leaves the line out.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! loglevel=NOTICE
//! ^^^^^^^^ `loglevel` is not read any more
//! cluster=main
//! ^^^^^^^ `cluster` is not read any more
//! ```
//! ```repmgr fixed
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! log_level=NOTICE
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::repmgr::ComplaintKind;
use crate::product::repmgr::model::Assignment;
use crate::product::repmgr::model::{File, Model};
use crate::schema::{Known, Setting};
use crate::text::{Edit, Span};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM008",
    name: "deprecated-key",
    level: Level::Warning,
    upstream: Upstream::Warns,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    for (complaint, line) in file.complaints_of(ComplaintKind::OtherVersion) {
        let Some((line, row)) = line.and_then(|line| Some((line, old(line)?))) else { continue };
        let finding = report.find(complaint.at, format!("`{}` is not read any more", line.name));
        if row.instead.is_empty() {
            let end = (line.line.end + 1).min(file.sources().get(complaint.at.file).len());
            finding.help("remove the line").edit(Safety::Safe, Edit::delete(Span::new(line.line.start, end)));
        } else {
            finding.help(format!("call it `{}`", row.instead));
            if file.assignment(row.instead).is_none() {
                finding.edit(Safety::Safe, Edit::replace(complaint.at.span, row.instead));
            }
        }
    }
}

/// The row of a name that is gone.
fn old(line: &Assignment<'_>) -> Option<&'static Setting> {
    match line.row {
        Known::OtherVersion(row) if row.kind == "gone" => Some(row),
        _ => None,
    }
}
