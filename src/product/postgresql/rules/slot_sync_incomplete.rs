//! Logical slots are to be copied to the standby, and something that it needs is missing.
//!
//! `sync_replication_slots` works with `hot_standby_feedback` on, a `primary_slot_name`, and `wal_level = logical`; otherwise the worker stops and the slots are
//! lost at the next failover.
//!
//! ```postgresql bad
//! sync_replication_slots = on
//!                          ^^ `sync_replication_slots` needs `hot_standby_feedback`
//! ```
//! ```postgresql good
//! sync_replication_slots = on
//! hot_standby_feedback = on
//! primary_slot_name = 'node2'
//! max_slot_wal_keep_size = 50GB
//! wal_level = logical
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC115",
    name: "slot-sync-incomplete",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    let Some(entry) = conf.entry("sync_replication_slots").filter(|_| conf.bool("sync_replication_slots") == Some(true)) else { return };
    let slot = conf.text("primary_slot_name").is_some_and(|name| !name.is_empty());
    let missing = match () {
        () if conf.bool("hot_standby_feedback") == Some(false) => "hot_standby_feedback",
        () if conf.word("wal_level") != Some("logical") => "wal_level = logical",
        () if !slot => "primary_slot_name",
        () => return,
    };
    if conf.decides(&["hot_standby_feedback", "wal_level", "primary_slot_name"]) {
        report.find(entry.value_at, format!("`sync_replication_slots` needs `{missing}`"));
    }
}
