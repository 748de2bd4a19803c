//! A standby that is away for long fills the disk of the primary.
//!
//! A replication slot keeps write-ahead log for its standby, without bound as long as `max_slot_wal_keep_size` is -1. This speaks only of a server whose files name
//! a slot.
//!
//! ```postgresql bad
//! primary_slot_name = 'node2'
//! ^^^^^^^^^^^^^^^^^ slots are in use, and `max_slot_wal_keep_size` sets no bound to what they keep
//! ```
//! ```postgresql good
//! primary_slot_name = 'node2'
//! max_slot_wal_keep_size = 50GB
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule =
    Rule { id: "PGC204", name: "slot-limit", level: Level::Info, upstream: Upstream::Silent, since: "0.1.0", check: Check::Each(check) };

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    let named = |name: &&str| conf.text(name).is_some_and(|text| !text.is_empty());
    let slots = ["primary_slot_name", "synchronized_standby_slots"];
    let Some(entry) = slots.iter().find(|name| named(name)).and_then(|name| conf.entry(name)) else { return };
    if conf.int("max_slot_wal_keep_size") == Some(-1) && conf.decides(&["max_slot_wal_keep_size"]) {
        report.find(entry.name_at, "slots are in use, and `max_slot_wal_keep_size` sets no bound to what they keep");
    }
}
