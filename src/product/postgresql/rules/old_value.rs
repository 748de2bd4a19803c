//! `wal_level` has a value of long ago.
//!
//! `archive` and `hot_standby` are taken for `replica`, which is what they are called since PostgreSQL 9.6.
//!
//! ```postgresql bad
//! wal_level = hot_standby
//!             ^^^^^^^^^^^ `hot_standby` is called `replica` now
//! ```
//! ```postgresql fixed
//! wal_level = replica
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;
use crate::text::Edit;

/// The rule.
pub static RULE: Rule =
    Rule { id: "PGC501", name: "old-value", level: Level::Info, upstream: Upstream::Silent, since: "0.1.0", check: Check::Each(check) };

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    let Some(entry) = conf.entry("wal_level") else { return };
    let old = entry.text.text.to_ascii_lowercase();
    if matches!(old.as_str(), "archive" | "hot_standby") {
        let finding = report.find(entry.value_at, format!("`{old}` is called `replica` now"));
        finding.edit(Safety::Safe, Edit::replace(entry.value_at.span, "replica"));
    }
}
