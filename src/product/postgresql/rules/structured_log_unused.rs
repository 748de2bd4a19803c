//! The log is to be CSV or JSON, and nothing writes such a file.
//!
//! `csvlog` and `jsonlog` need `logging_collector`. Without it those lines go to standard error instead, or nowhere.
//!
//! ```postgresql bad
//! log_destination = 'csvlog'
//!                   ^^^^^^^^ `csvlog` needs `logging_collector`
//! ```
//! ```postgresql good
//! log_destination = 'csvlog'
//! logging_collector = on
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::check::list;
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC109",
    name: "structured-log-unused",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    if conf.bool("logging_collector") != Some(false) || !conf.decides(&["logging_collector"]) {
        return;
    }
    let Some(entry) = conf.entry("log_destination") else { return };
    let words = list(&entry.text.text, true).unwrap_or_default();
    if let Some(word) = words.iter().find(|word| matches!(word.as_str(), "csvlog" | "jsonlog")) {
        report.find(entry.value_at, format!("`{word}` needs `logging_collector`")).help("write `logging_collector = on`");
    }
}
