//! Connections and background processes are more than PostgreSQL has room for.
//!
//! The sum of `max_connections`, `autovacuum_max_workers` (from PostgreSQL 18 on `autovacuum_worker_slots`), `max_worker_processes` and
//! `max_wal_senders` may not reach 262,143. PostgreSQL does not start otherwise.
//!
//! ```postgresql bad
//! max_connections = 262140
//!                   ^^^^^^ 262140 connections leave no room for background processes
//! ```
//! ```postgresql good
//! max_connections = 500
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;
use crate::schema::Version;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC014",
    name: "too-many-processes",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

/// The most processes.
const MOST: i64 = 0x3_FFFF;

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    let vacuum = if conf.version < Version::new(18, 0) { "autovacuum_max_workers" } else { "autovacuum_worker_slots" };
    let names = ["max_connections", "max_worker_processes", "max_wal_senders", vacuum];
    let values = names.map(|name| conf.int(name).unwrap_or(0));
    let largest = (0..names.len()).max_by_key(|index| values[*index]).and_then(|index| conf.entry(names[index]));
    if let Some(entry) = largest.filter(|_| values.iter().sum::<i64>() + 1 > MOST && conf.decides(&names)) {
        let message = if entry.is("max_connections") {
            format!("{} connections leave no room for background processes", values[0])
        } else {
            format!("connections and background processes are more than {MOST}")
        };
        report.find(entry.value_at, message);
    }
}
