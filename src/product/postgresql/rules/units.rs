//! A number has a unit that its setting does not take.
//!
//! The case of units counts: `kB`, `MB`, `GB`, `TB` and `us`, `ms`, `s`, `min`, `h`, `d`. A setting that counts things takes none.
//! PostgreSQL does not start with such a value.
//!
//! ```postgresql bad
//! shared_buffers = 512mb
//!                  ^^^^^ `mb` is no unit of `shared_buffers`
//! statement_timeout = '5 sec'
//!                     ^^^^^^^ `sec` is no unit of `statement_timeout`
//! ```
//! ```postgresql fixed
//! shared_buffers = 512MB
//! statement_timeout = '5 s'
//! ```
//! ```postgresql bad
//! max_connections = 100kB
//!                   ^^^^^ `max_connections` takes no unit
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;
use crate::product::postgresql::value::{BadValue, expected, unit_of};
use crate::text::{Edit, printable};

/// The rule.
pub static RULE: Rule =
    Rule { id: "PGC004", name: "units", level: Level::Error, upstream: Upstream::Refuses, since: "0.1.0", check: Check::Each(check) };

/// Units as people write them, and as PostgreSQL does. `m` is not among them: it may be minutes or months, meters or megabytes.
const MEANT: [(&str, &str); 28] = [
    ("b", "B"),
    ("k", "kB"),
    ("kb", "kB"),
    ("K", "kB"),
    ("KB", "kB"),
    ("Kb", "kB"),
    ("mb", "MB"),
    ("Mb", "MB"),
    ("mB", "MB"),
    ("M", "MB"),
    ("g", "GB"),
    ("G", "GB"),
    ("gb", "GB"),
    ("Gb", "GB"),
    ("gB", "GB"),
    ("tb", "TB"),
    ("Tb", "TB"),
    ("sec", "s"),
    ("secs", "s"),
    ("seconds", "s"),
    ("S", "s"),
    ("MS", "ms"),
    ("mins", "min"),
    ("minutes", "min"),
    ("hour", "h"),
    ("hours", "h"),
    ("day", "d"),
    ("days", "d"),
];

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    for entry in conf.entries.iter().filter(|entry| !entry.dead) {
        let (Some(row), Some(Err(bad))) = (entry.setting(), &entry.held) else { continue };
        let text = &entry.text.text;
        match bad {
            BadValue::UnitNotTaken if !row.has("internal") => {
                report.find(entry.value_at, format!("`{}` takes no unit", row.name)).help("write a number alone");
            }
            BadValue::UnknownUnit => {
                let unit = unit_of(text);
                let message = match unit {
                    "" => format!("`{}` is no number with a unit of `{}`", printable(text), row.name),
                    unit => format!("`{unit}` is no unit of `{}`", row.name),
                };
                let finding = report.find(entry.value_at, message);
                finding.help(format!("write {}", expected(row, conf.version)));
                let meant =
                    MEANT.iter().find(|(wrong, right)| *wrong == unit && expected(row, conf.version).contains(&format!("`{right}`")));
                if let (Some((_, right)), Some(at)) = (meant, text.rfind(unit)) {
                    let span = entry.text.span(at, at + unit.len());
                    finding.edit(Safety::Safe, Edit::replace(span, *right));
                }
            }
            _ => {}
        }
    }
}
