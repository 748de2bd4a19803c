//! A command archives write-ahead log, and archiving is off.
//!
//! `archive_command` and `archive_library` count only with `archive_mode` on, or `always` to archive on a standby too. A backup that relies on
//! the archive cannot be restored.
//!
//! ```postgresql bad
//! archive_command = 'pgbackrest --stanza=main archive-push %p'
//!                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ nothing is archived: `archive_mode` is off
//! ```
//! ```postgresql good
//! archive_mode = on
//! archive_command = 'pgbackrest --stanza=main archive-push %p'
//! ```

use super::archive_discards::is_idle;
use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC105",
    name: "archive-unused",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    if conf.word("archive_mode") != Some("off") || !conf.decides(&["archive_mode"]) {
        return;
    }
    for name in ["archive_command", "archive_library"] {
        if let Some(entry) = conf.entry(name).filter(|entry| !entry.text.text.trim().is_empty() && !is_idle(&entry.text.text)) {
            report
                .find(entry.value_at, "nothing is archived: `archive_mode` is off")
                .help("write `archive_mode = on`, or take the line out");
        }
    }
}
