//! Write-ahead log is archived or summarised that holds too little for it.
//!
//! With `wal_level = minimal`, PostgreSQL starts only if `archive_mode` and `summarize_wal` are off.
//!
//! ```postgresql bad
//! wal_level = minimal
//! max_wal_senders = 0
//! archive_mode = on
//!                ^^ `archive_mode` needs `wal_level = replica` or `logical`
//! archive_command = 'archive %p %f'
//! ```
//! ```postgresql good
//! archive_mode = on
//! archive_command = 'archive %p %f'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC011",
    name: "archive-minimal",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    let Some(level) = conf.entry("wal_level").filter(|_| conf.word("wal_level") == Some("minimal")) else { return };
    let archives = conf.word("archive_mode").is_some_and(|mode| mode != "off");
    let summarises = conf.bool("summarize_wal") == Some(true);
    for (name, on) in [("archive_mode", archives), ("summarize_wal", summarises)] {
        if let Some(entry) = conf.entry(name).filter(|_| on) {
            let finding = report.find(entry.value_at, format!("`{name}` needs `wal_level = replica` or `logical`"));
            finding.related(level.value_at, "`wal_level` is set here");
        }
    }
}
