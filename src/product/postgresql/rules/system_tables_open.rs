//! The structure of system tables may be changed.
//!
//! A slip then breaks the cluster beyond repair. It is meant for single sessions of somebody who knows why.
//!
//! ```postgresql bad
//! allow_system_table_mods = on
//!                           ^^ a superuser may change system tables
//! ```
//! ```postgresql fixed
//! allow_system_table_mods = off
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;
use crate::text::Edit;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC305",
    name: "system-tables-open",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    if let Some(entry) = conf.entry("allow_system_table_mods").filter(|_| conf.bool("allow_system_table_mods") == Some(true)) {
        report.find(entry.value_at, "a superuser may change system tables").edit(Safety::Unsafe, Edit::replace(entry.value_at.span, "off"));
    }
}
