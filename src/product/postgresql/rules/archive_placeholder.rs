//! A command that copies write-ahead log does not say which.
//!
//! `%p` stands for the path of the segment and `%f` for its name. `archive_command` needs to name the file it takes, and `restore_command` both
//! the file it looks for and the place to put it.
//!
//! ```postgresql bad
//! archive_mode = on
//! archive_command = 'rsync %f backup:/wal/'
//!                   ^^^^^^^^^^^^^^^^^^^^^^^ `archive_command` does not name the path `%p` of the segment
//! restore_command = 'cp /wal/%f .'
//!                   ^^^^^^^^^^^^^^ `restore_command` does not name the path `%p` to restore to
//! ```
//! ```postgresql good
//! archive_mode = on
//! archive_command = 'rsync %p backup:/wal/%f'
//! restore_command = 'cp /wal/%f "%p"'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC107",
    name: "archive-placeholder",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    let lacks = |text: &str| text.contains("%f") && !text.contains("%p");
    for (name, what) in [("archive_command", "of the segment"), ("restore_command", "to restore to")] {
        if let Some(entry) = conf.entry(name).filter(|entry| lacks(&entry.text.text)) {
            report.find(entry.value_at, format!("`{name}` does not name the path `%p` {what}"));
        }
    }
}
