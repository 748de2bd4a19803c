//! The server logs what its developers want to know.
//!
//! Levels from `debug1` to `debug5` and `log_statement = all` fill the disk and slow the server down; statements can hold personal data.
//!
//! ```postgresql bad
//! log_min_messages = debug2
//!                    ^^^^^^ `log_min_messages = debug2` logs very much
//! ```
//! ```postgresql good
//! log_min_messages = warning
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule =
    Rule { id: "PGC403", name: "debug-logging", level: Level::Info, upstream: Upstream::Silent, since: "0.1.0", check: Check::Each(check) };

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    for name in ["log_min_messages", "client_min_messages", "log_statement"] {
        let (Some(entry), Some(word)) = (conf.entry(name), conf.word(name)) else { continue };
        if word.starts_with("debug") || word == "all" {
            report.find(entry.value_at, format!("`{name} = {word}` logs very much"));
        }
    }
}
