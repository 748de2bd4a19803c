//! The value is no word for true or false.
//!
//! repmgr knows `true`, `false`, `on`, `off`, `yes`, `no`, `1` and `0` in any case, and no short forms. It refuses the file.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! use_replication_slots=t
//!                       ^ `t` is no word for true or false
//! ```
//! ```repmgr fixed
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! use_replication_slots=true
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::repmgr::ComplaintKind;
use crate::product::repmgr::model::{File, Model};
use crate::text::Edit;

/// The rule.
pub static RULE: Rule =
    Rule { id: "RPM011", name: "bool-word", level: Level::Error, upstream: Upstream::Refuses, since: "0.1.0", check: Check::Each(check) };

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    for (complaint, line) in file.complaints_of(ComplaintKind::BadBool) {
        let Some(line) = line else { continue };
        let text = &line.value.text;
        let finding = report.find(complaint.at, format!("`{text}` is no word for true or false"));
        finding.help("write `true` or `false`");
        let meant = match text.to_ascii_lowercase().as_str() {
            "t" | "y" | "enabled" | "enable" => "true",
            "f" | "n" | "disabled" | "disable" => "false",
            _ => continue,
        };
        finding.edit(Safety::Safe, Edit::replace(complaint.at.span, meant));
    }
}
