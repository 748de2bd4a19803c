//! The delay is not a number with one of the units ms, s, min, h and d.
//!
//! No blank stands between number and unit, although the sample file of repmgr has one. repmgr refuses the file.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! priority=0
//! recovery_min_apply_delay='5 min'
//!                          ^^^^^^^ `5 min` is no delay
//! ```
//! ```repmgr fixed
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! priority=0
//! recovery_min_apply_delay='5min'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::repmgr::ComplaintKind;
use crate::product::repmgr::model::{File, Model};
use crate::product::repmgr::quote::quoted;
use crate::text::Edit;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM021",
    name: "delay-format",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    for (complaint, line) in file.complaints_of(ComplaintKind::BadDelay) {
        let Some(line) = line else { continue };
        let text = &line.value.text;
        let finding = report.find(complaint.at, format!("`{text}` is no delay"));
        finding.help("write a number and `ms`, `s`, `min`, `h` or `d`, without a blank");
        let joined: String = text.split_whitespace().collect();
        let unit = joined.trim_start_matches(|character: char| character.is_ascii_digit());
        if joined.len() > unit.len() && ["ms", "s", "min", "h", "d"].contains(&unit) {
            finding.edit(Safety::Safe, Edit::replace(complaint.at.span, quoted(&joined)));
        }
    }
}
