//! A connection between primary and standby whose other end is gone is kept.
//!
//! With a timeout of 0, a node that lost power or network is noticed only by TCP, which takes hours. A synchronous standby blocks commits that long.
//!
//! ```postgresql bad
//! wal_sender_timeout = 0
//!                      ^ a dead connection is never noticed
//! ```
//! ```postgresql good
//! wal_sender_timeout = 60s
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC213",
    name: "replication-timeout-off",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    for name in ["wal_sender_timeout", "wal_receiver_timeout"] {
        if let Some(entry) = conf.entry(name).filter(|_| conf.int(name) == Some(0)) {
            report.find(entry.value_at, "a dead connection is never noticed");
        }
    }
}
