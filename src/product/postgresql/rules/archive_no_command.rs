//! Write-ahead log is to be archived, and nothing says how.
//!
//! With `archive_mode` on and neither `archive_command` nor `archive_library`, the server keeps every segment until there is one: the disk fills up.
//!
//! ```postgresql bad
//! archive_mode = on
//!                ^^ `archive_mode` is on, and `archive_command` is empty
//! ```
//! ```postgresql good
//! archive_mode = on
//! archive_command = 'pgbackrest --stanza=main archive-push %p'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC104",
    name: "archive-no-command",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    let Some(mode) = conf.entry("archive_mode").filter(|_| conf.word("archive_mode").is_some_and(|mode| mode != "off")) else { return };
    let empty = |name: &str| conf.text(name).is_none_or(|text| text.trim().is_empty());
    if empty("archive_command") && empty("archive_library") && conf.decides(&["archive_command", "archive_library"]) {
        let finding = report.find(mode.value_at, format!("`archive_mode` is {}, and `archive_command` is empty", mode.text.text));
        finding.help("set `archive_command`, or switch `archive_mode` off");
    }
}
