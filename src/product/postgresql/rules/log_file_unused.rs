//! Log files are described, and nothing writes them.
//!
//! `log_directory`, `log_filename` and the rotation count only with `logging_collector` on. It is off unless something says otherwise, and needs
//! a restart.
//!
//! ```postgresql bad
//! log_directory = '/var/log/postgresql'
//! ^^^^^^^^^^^^^ `log_directory` has no effect: `logging_collector` is off
//! ```
//! ```postgresql good
//! logging_collector = on
//! log_directory = '/var/log/postgresql'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::conf::Entry;
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC108",
    name: "log-file-unused",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    if conf.bool("logging_collector") != Some(false) || !conf.decides(&["logging_collector"]) {
        return;
    }
    for name in ["log_directory", "log_filename"] {
        let differs = |entry: &&Entry<'_>| entry.setting().and_then(|row| row.default(conf.version)) != Some(entry.text.text.as_str());
        if let Some(entry) = conf.entry(name).filter(differs) {
            let finding = report.find(entry.name_at, format!("`{name}` has no effect: `logging_collector` is off"));
            finding.help("write `logging_collector = on`, or take the line out");
            return;
        }
    }
}
