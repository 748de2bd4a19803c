//! Everybody on the machine may read the log.
//!
//! A log can hold data, and passwords that were set in clear text. `log_file_mode` is written in octal, with a 0 in front.
//!
//! ```postgresql bad
//! logging_collector = on
//! log_file_mode = 0644
//!                 ^^^^ everybody on the machine may read the log
//! ```
//! ```postgresql good
//! logging_collector = on
//! log_file_mode = 0640
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC304",
    name: "log-world-readable",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    let open = conf.int("log_file_mode").is_some_and(|mode| mode & 0o004 != 0);
    if let Some(entry) = conf.entry("log_file_mode").filter(|_| open && conf.bool("logging_collector") != Some(false)) {
        report.find(entry.value_at, "everybody on the machine may read the log").help("write `0640` or `0600`");
    }
}
