//! Commits are to wait for a standby, and none is named.
//!
//! `remote_apply` and `remote_write` count only for the standbys in `synchronous_standby_names`; with an empty list commits wait for the own disk only.
//!
//! ```postgresql bad
//! synchronous_commit = remote_apply
//!                      ^^^^^^^^^^^^ `synchronous_standby_names` is empty: commits wait for no standby
//! ```
//! ```postgresql good
//! synchronous_commit = remote_apply
//! synchronous_standby_names = 'ANY 1 (node2, node3)'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC118",
    name: "sync-commit-without-standby",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    let remote = conf.word("synchronous_commit").is_some_and(|word| word.starts_with("remote"));
    let Some(entry) = conf.entry("synchronous_commit").filter(|_| remote) else { return };
    if conf.text("synchronous_standby_names").is_some_and(|names| names.is_empty()) && conf.decides(&["synchronous_standby_names"]) {
        report.find(entry.value_at, "`synchronous_standby_names` is empty: commits wait for no standby");
    }
}
