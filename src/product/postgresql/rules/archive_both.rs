//! Write-ahead log is to be archived in two ways at once.
//!
//! From PostgreSQL 16 on the archiver ends with an error if both `archive_command` and `archive_library` are set: nothing is archived, and the disk fills up. Before,
//! the library won.
//!
//! ```postgresql bad
//! archive_mode = on
//! archive_command = 'wal-g wal-push %p'
//! archive_library = 'basic_archive'
//!                   ^^^^^^^^^^^^^^^ `archive_command` is set, too: nothing is archived
//! ```
//! ```postgresql good
//! archive_mode = on
//! archive_library = 'basic_archive'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;
use crate::schema::Version;

/// The rule.
pub static RULE: Rule =
    Rule { id: "PGC120", name: "archive-both", level: Level::Error, upstream: Upstream::Silent, since: "0.1.0", check: Check::Each(check) };

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    let set = |name: &str| conf.entry(name).filter(|entry| !entry.text.text.is_empty());
    let on = conf.word("archive_mode").is_some_and(|mode| mode != "off");
    if let (true, Some(command), Some(library)) = (on, set("archive_command"), set("archive_library")) {
        let message = if conf.version < Version::new(16, 0) {
            "`archive_command` is set, too: it is not used"
        } else {
            "`archive_command` is set, too: nothing is archived"
        };
        report.find(library.value_at, message).related(command.value_at, "`archive_command`").help("keep one of them");
    }
}
