//! More autovacuum workers are asked for than there are slots.
//!
//! From PostgreSQL 18 on, `autovacuum_worker_slots` is what is set aside at the start; `autovacuum_max_workers` cannot go beyond it, and PostgreSQL
//! warns.
//!
//! ```postgresql bad target=18
//! autovacuum_max_workers = 20
//!                          ^^ there are 16 slots for autovacuum workers: `autovacuum_worker_slots`
//! ```
//! ```postgresql good target=18
//! autovacuum_max_workers = 10
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC114",
    name: "autovacuum-workers-capped",
    level: Level::Warning,
    upstream: Upstream::Warns,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    let names = ["autovacuum_max_workers", "autovacuum_worker_slots"];
    let [Some(workers), Some(slots)] = names.map(|name| conf.int(name)) else { return };
    let Some(at) = names.iter().find_map(|name| conf.entry(name)) else { return };
    if workers > slots && conf.decides(&names) {
        report.find(at.value_at, format!("there are {slots} slots for autovacuum workers: `autovacuum_worker_slots`"));
    }
}
