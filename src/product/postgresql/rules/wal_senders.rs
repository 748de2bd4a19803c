//! There are too few WAL senders for a standby or a base backup.
//!
//! A standby takes one, a base backup two while it runs. With none, nothing can be cloned and nothing replicated. The default is 10.
//!
//! ```postgresql bad
//! max_wal_senders = 1
//!                   ^ a base backup that streams its write-ahead log needs 2 WAL senders
//! ```
//! ```postgresql good
//! max_wal_senders = 10
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC203",
    name: "wal-senders",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    let Some(entry) = conf.entry("max_wal_senders").filter(|_| conf.word("wal_level") != Some("minimal")) else { return };
    match conf.int("max_wal_senders") {
        Some(0) => report.find(entry.value_at, "without a WAL sender there is neither a standby nor a base backup"),
        Some(1) => report.find(entry.value_at, "a base backup that streams its write-ahead log needs 2 WAL senders"),
        _ => return,
    };
}
