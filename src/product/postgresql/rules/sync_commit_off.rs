//! Commits that clients were told of may be lost.
//!
//! With `synchronous_commit = off` a crash loses the last moments before it, and a failover more. The data stay consistent.
//!
//! ```postgresql bad
//! synchronous_commit = off
//!                      ^^^ a crash loses the last commits
//! ```
//! ```postgresql good
//! synchronous_commit = on
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC207",
    name: "sync-commit-off",
    level: Level::Info,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    if let Some(entry) = conf.entry("synchronous_commit").filter(|_| conf.word("synchronous_commit") == Some("off")) {
        report.find(entry.value_at, "a crash loses the last commits").help("set it for the transactions that can be lost");
    }
}
