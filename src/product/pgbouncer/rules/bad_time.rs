//! A time is not written as a number of seconds.
//!
//! PgBouncer knows no units: times are seconds, with a fraction where that is meant. `30s` or a negative number is refused.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! query_wait_timeout = 30s
//!                      ^^^ `30s` is not a number of seconds
//! server_lifetime = 2h
//!                   ^^ `2h` is not a number of seconds
//! ```
//! ```pgbouncer fixed
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! query_wait_timeout = 30
//! server_lifetime = 7200
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::pgbouncer::ini::Refusal;
use crate::product::pgbouncer::model::{Ini, Model};
use crate::product::pgbouncer::number;
use crate::text::Edit;
use crate::text::printable;

/// The rule.
pub static RULE: Rule =
    Rule { id: "PGB010", name: "bad-time", level: Level::Error, upstream: Upstream::Refuses, since: "0.1.0", check: Check::Each(check) };

/// Units, with their length in seconds.
const UNITS: [(&str, f64); 14] = [
    ("ms", 0.001),
    ("s", 1.0),
    ("sec", 1.0),
    ("secs", 1.0),
    ("second", 1.0),
    ("seconds", 1.0),
    ("m", 60.0),
    ("min", 60.0),
    ("mins", 60.0),
    ("minutes", 60.0),
    ("h", 3600.0),
    ("hour", 3600.0),
    ("hours", 3600.0),
    ("d", 86400.0),
];

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for setting in ini.refused(Refusal::Time) {
        let value = setting.value;
        let message = if value.is_empty() {
            format!("`{}` has no value", setting.name)
        } else {
            format!("`{}` is not a number of seconds", printable(value))
        };
        let at = if value.is_empty() { setting.name_at } else { setting.value_at };
        let finding = report.find(at, message);
        match in_seconds(value) {
            Some(seconds) => {
                finding.help(format!("write `{seconds}`")).edit(Safety::Safe, Edit::replace(setting.value_at.span, seconds));
            }
            None if value.starts_with('-') => {
                finding.help("for most timeouts 0 means none");
            }
            None => {
                finding.help("write the bare number of seconds");
            }
        }
    }
}

/// The seconds that `value`, a number with a unit or in quotes, stands for.
fn in_seconds(value: &str) -> Option<String> {
    let bare = value.trim_matches(['"', '\'']);
    let digits = bare.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(bare.len());
    let (number, unit) = (&bare[..digits], bare[digits..].trim());
    let seconds = number::seconds(number)?;
    let length = if unit.is_empty() { 1.0 } else { UNITS.iter().find(|(name, _)| name.eq_ignore_ascii_case(unit))?.1 };
    Some(format!("{}", seconds * length))
}
