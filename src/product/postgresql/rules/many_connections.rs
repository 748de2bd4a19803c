//! There are very many connections.
//!
//! Each is a process with memory of its own, and snapshots get slower with their number. A connection pooler serves thousands of clients with some dozens of
//! connections.
//!
//! ```postgresql bad
//! max_connections = 5000
//!                   ^^^^ 5000 connections are many: let a pooler take them
//! ```
//! ```postgresql good
//! max_connections = 300
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC400",
    name: "many-connections",
    level: Level::Info,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    let number = conf.int("max_connections").unwrap_or(0);
    if let Some(entry) = conf.entry("max_connections").filter(|_| number > 2000) {
        report.find(entry.value_at, format!("{number} connections are many: let a pooler take them"));
    }
}
