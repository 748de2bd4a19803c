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
use crate::product::postgresql::conf::Conf;
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
    let on = |name: &str| conf.entry(name).filter(|_| conf.bool(name) == Some(true));
    let Some(whole) = on("log_statement_stats") else { return };
    for name in ["log_parser_stats", "log_planner_stats", "log_executor_stats"] {
        if let Some(part) = on(name) {
            let message = format!("`{name}` and `log_statement_stats` exclude each other");
            report.find(part.value_at, message).related(whole.value_at, "`log_statement_stats`");
        }
    }
}
