//! Every segment of the write-ahead log is called archived, and none is kept.
//!
//! A command that does nothing, such as `/bin/true`, is a way to switch archiving on later without a restart. Until then there is no archive:
//! no recovery to a point in time, and no standby that can catch up from it.
//!
//! ```postgresql bad
//! archive_mode = on
//! archive_command = '/bin/true'
//!                   ^^^^^^^^^^^ nothing is archived: the command does nothing
//! ```
//! ```postgresql good
//! archive_mode = on
//! archive_command = 'wal-g wal-push %p'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC106",
    name: "archive-discards",
    level: Level::Info,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    let on = conf.word("archive_mode").is_some_and(|mode| mode != "off");
    if let Some(entry) = conf.entry("archive_command").filter(|entry| on && is_idle(&entry.text.text)) {
        report.find(entry.value_at, "nothing is archived: the command does nothing");
    }
}

/// Whether `command` does nothing and succeeds.
pub(super) fn is_idle(command: &str) -> bool {
    matches!(command.trim(), "true" | "/bin/true" | "/usr/bin/true" | ":" | "exit 0" | "cd ." | "(disabled)")
}
