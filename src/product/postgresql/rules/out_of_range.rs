//! A number is too small or too large for its setting.
//!
//! PostgreSQL does not start with such a value.
//!
//! ```postgresql bad
//! port = 70000
//!        ^^^^^ `port` is 1 to 65535
//! shared_buffers = 1kB
//!                  ^^^ `shared_buffers` is 128kB to 8589934584kB
//! ```
//! ```postgresql good
//! port = 5433
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;
use crate::product::postgresql::number::shortest;
use crate::product::postgresql::value::{BadValue, with_unit};
use crate::schema::Setting;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC006",
    name: "out-of-range",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    for entry in conf.entries.iter().filter(|entry| !entry.dead) {
        let (Some(row), Some(Err(BadValue::OutOfRange))) = (entry.setting(), &entry.held) else { continue };
        if row.has("internal") {
            continue;
        }
        let (Some(min), Some(max)) = (row.min, row.max) else { continue };
        report.find(entry.value_at, format!("`{}` is {} to {}", row.name, shown(row, min), shown(row, max)));
    }
}

/// A bound of `row`, with a unit that people read.
fn shown(row: &Setting, bound: f64) -> String {
    match row.kind {
        "int" => with_unit(bound as i32, row.unit),
        _ => format!("{}{}", shortest(bound), row.unit),
    }
}
