//! What stands behind the digits of a number is not read.
//!
//! repmgr reads the digits and drops the rest, without a word: `1min` is 1 second, `3.7` is 3 and `0x10` is 0.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! log_status_interval=5min
//!                     ^^^^ `log_status_interval` is 5, `min` is not read
//! reconnect_interval=1.5
//!                    ^^^ `reconnect_interval` is 1, `.5` is not read
//! ```
//! ```repmgr good
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! log_status_interval=300
//! ```
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! log_status_interval=5min
//!                     ^^^^ `log_status_interval` is 5, `min` is not read
//! ```
//! ```repmgr fixed
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! log_status_interval=300
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::repmgr::model::{File, Model};
use crate::product::repmgr::value::{int_fault, number};
use crate::text::Edit;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM102",
    name: "int-unit-ignored",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    for line in &file.assignments {
        let Some(row) = line.setting().filter(|row| row.kind == "int" && int_fault(row, &line.value.text).is_none()) else { continue };
        let text = line.value.text.as_str();
        let digits = number(text);
        let rest = text[digits.read..].trim();
        if rest.is_empty() {
            continue;
        }
        let finding = report.find(line.value_at, format!("`{}` is {}, `{rest}` is not read", line.name, digits.value));
        finding.help(if row.unit.is_empty() {
            "write a whole number".to_owned()
        } else {
            format!("write a number; it counts {}", unit(row.unit))
        });
        let factor = match (row.unit, rest) {
            ("s", "s") => 1,
            ("s", "min") => 60,
            ("s", "h") => 3600,
            ("s", "d") => 86400,
            _ => continue,
        };
        if let Some(seconds) = digits.value.checked_mul(factor).filter(|seconds| i32::try_from(*seconds).is_ok()) {
            finding.edit(Safety::Safe, Edit::replace(line.value_at.span, seconds.to_string()));
        }
    }
}

/// `unit` as a word.
fn unit(unit: &str) -> &str {
    if unit == "s" { "seconds" } else { unit }
}
