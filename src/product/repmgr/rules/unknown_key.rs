//! repmgr knows no setting of this name.
//!
//! repmgr warns, leaves the line out, and the setting that was meant keeps its default. Names are told apart by case.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! Priority=60
//! ^^^^^^^^ `Priority` is no setting of repmgr
//! ```
//! ```repmgr fixed
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! priority=60
//! ```

use super::bom::MARK;
use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::repmgr::ComplaintKind;
use crate::product::repmgr::model::{File, Model};
use crate::product::repmgr::{Directive, settings};
use crate::text::{Edit, nearest};

/// The rule.
pub static RULE: Rule =
    Rule { id: "RPM007", name: "unknown-key", level: Level::Error, upstream: Upstream::Warns, since: "0.1.0", check: Check::Each(check) };

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    for (complaint, line) in file.complaints_of(ComplaintKind::Unknown) {
        let Some(line) = line.filter(|line| !line.name.starts_with(MARK) && Directive::of(line.name).is_none()) else { continue };
        let finding = report.find(complaint.at, format!("`{}` is no setting of repmgr", line.name));
        let known = settings().known(file.version).filter(|row| !row.has("undocumented")).map(|row| row.name);
        if let Some(meant) = nearest(line.name, known) {
            finding.help(format!("did you mean `{meant}`?"));
            // The same name in another case is certainly meant.
            let safety = if meant.eq_ignore_ascii_case(line.name) { Safety::Safe } else { Safety::Unsafe };
            if file.assignment(meant).is_none() {
                finding.edit(safety, Edit::replace(complaint.at.span, meant));
            }
        }
    }
}
