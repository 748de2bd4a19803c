//! As many connections are reserved for superusers as there are connections.
//!
//! `superuser_reserved_connections`, from PostgreSQL 16 on together with `reserved_connections`, has to be less than `max_connections`.
//! PostgreSQL does not start otherwise.
//!
//! ```postgresql bad
//! max_connections = 10
//!                   ^^ all of the 10 connections are reserved
//! superuser_reserved_connections = 10
//! ```
//! ```postgresql good
//! max_connections = 10
//! superuser_reserved_connections = 2
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC009",
    name: "reserved-over-max",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

const NAMES: [&str; 3] = ["max_connections", "superuser_reserved_connections", "reserved_connections"];

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    let [Some(max), Some(superuser), other] = NAMES.map(|name| conf.int(name)) else { return };
    let reserved = superuser + other.unwrap_or(0);
    let Some(at) = NAMES.iter().find_map(|name| conf.entry(name)) else { return };
    if reserved >= max && conf.decides(&NAMES[..2]) {
        let finding = report.find(at.value_at, format!("all of the {max} connections are reserved"));
        finding.help("reserve a few only, or raise `max_connections`");
        for name in &NAMES[1..] {
            if let Some(entry) = conf.entry(name).filter(|entry| entry.value_at != at.value_at) {
                finding.related(entry.value_at, format!("`{name}`"));
            }
        }
    }
}
