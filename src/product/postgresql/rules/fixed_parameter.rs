//! A setting that only shows how the server was built or made stands in a file.
//!
//! PostgreSQL does not start: some of its settings cannot be set.
//!
//! ```postgresql bad
//! data_checksums = on
//! ^^^^^^^^^^^^^^ `data_checksums` cannot be set
//! ```
//! ```postgresql good
//! port = 5433
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC007",
    name: "fixed-parameter",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    for entry in conf.entries.iter().filter(|entry| !entry.dead && entry.setting().is_some_and(|row| row.has("internal"))) {
        let finding = report.find(entry.name_at, format!("`{}` cannot be set", entry.name));
        finding.help("take the line out: the setting shows how the server was built, or how its data was initialised");
    }
}
