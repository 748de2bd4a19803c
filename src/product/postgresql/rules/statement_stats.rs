//! Statistics of whole statements and of their parts are logged at once.
//!
//! `log_statement_stats` excludes `log_parser_stats`, `log_planner_stats` and `log_executor_stats`; PostgreSQL does not start with both.
//!
//! ```postgresql bad
//! log_statement_stats = on
//! log_parser_stats = on
//!                    ^^ `log_parser_stats` and `log_statement_stats` exclude each other
//! ```
//! ```postgresql good
//! log_statement_stats = on
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::conf::{Conf, Entry};
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC013",
    name: "statement-stats",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    let names = ["log_statement_stats", "log_parser_stats", "log_planner_stats", "log_executor_stats"];
    let on = |name: &&str| conf.bool(name) == Some(true);
    let mut set: Vec<&Entry<'_>> = Vec::new();
    for entry in conf.in_force().filter(|entry| names.iter().filter(|name| on(name)).any(|name| entry.is(name))) {
        let whole = entry.is(names[0]);
        if let Some(other) = set.iter().find(|other| whole != other.is(names[0])) {
            let (own, name) = (entry.name, other.name);
            report.find(entry.value_at, format!("`{own}` and `{name}` exclude each other")).related(other.value_at, format!("`{name}`"));
        }
        set.push(entry);
    }
}
