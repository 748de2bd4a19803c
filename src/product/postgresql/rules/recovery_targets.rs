//! A recovery is to end at two places.
//!
//! At most one of `recovery_target`, `recovery_target_lsn`, `recovery_target_name`, `recovery_target_time` and `recovery_target_xid` may be
//! set; PostgreSQL does not start otherwise. An empty value behind one that is set counts, too.
//!
//! ```postgresql bad
//! recovery_target_name = 'before_upgrade'
//! recovery_target_time = '2024-05-01 12:00:00'
//!                        ^^^^^^^^^^^^^^^^^^^^^ a recovery target is set already
//! ```
//! ```postgresql good
//! recovery_target_name = 'before_upgrade'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::conf::{Conf, Entry};
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC012",
    name: "recovery-targets",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

const TARGETS: [&str; 5] =
    ["recovery_target", "recovery_target_lsn", "recovery_target_name", "recovery_target_time", "recovery_target_xid"];

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    let mut set: Option<&Entry<'_>> = None;
    for entry in conf.entries.iter().filter(|entry| !entry.dead && entry.value().is_some()) {
        let Some(row) = entry.setting().filter(|row| TARGETS.contains(&row.name)) else { continue };
        match set {
            Some(other) if !other.is(row.name) => {
                report.find(entry.value_at, "a recovery target is set already").related(other.value_at, "here");
            }
            _ => set = (!entry.text.text.is_empty()).then_some(entry),
        }
    }
}
