//! A setting is written with a name of long ago.
//!
//! PostgreSQL still takes `sort_mem` and `vacuum_mem`; who looks for the setting does not find it.
//!
//! ```postgresql bad
//! sort_mem = 16MB
//! ^^^^^^^^ `sort_mem` is called `work_mem` now
//! ```
//! ```postgresql fixed
//! work_mem = 16MB
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;
use crate::text::Edit;

/// The rule.
pub static RULE: Rule =
    Rule { id: "PGC500", name: "old-name", level: Level::Info, upstream: Upstream::Silent, since: "0.1.0", check: Check::Each(check) };

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    for entry in &conf.entries {
        let Some(row) = entry.setting().filter(|row| !row.name.eq_ignore_ascii_case(entry.name)) else { continue };
        let finding = report.find(entry.name_at, format!("`{}` is called `{}` now", entry.name, row.name));
        finding.edit(Safety::Safe, Edit::replace(entry.name_at.span, row.name));
    }
}
