//! Checkpoints follow each other closely.
//!
//! After each, every page that changes is written to the write-ahead log in full. With less than two minutes between them most of the write-ahead log is such
//! pages.
//!
//! ```postgresql bad
//! checkpoint_timeout = 30s
//!                      ^^^ a checkpoint every 30 seconds
//! ```
//! ```postgresql good
//! checkpoint_timeout = 15min
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC401",
    name: "checkpoints-frequent",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    let seconds = conf.int("checkpoint_timeout").unwrap_or(300);
    if let Some(entry) = conf.entry("checkpoint_timeout").filter(|_| seconds < 120) {
        report.find(entry.value_at, format!("a checkpoint every {seconds} seconds"));
    }
}
