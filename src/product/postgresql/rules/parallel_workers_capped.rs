//! More parallel workers are asked for than there can be.
//!
//! Parallel workers are taken from `max_parallel_workers`, and these from `max_worker_processes`. What is beyond that has no effect.
//!
//! ```postgresql bad
//! max_parallel_workers = 16
//!                        ^^ there are 8 worker processes at most: `max_worker_processes`
//! ```
//! ```postgresql good
//! max_parallel_workers = 16
//! max_worker_processes = 20
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC113",
    name: "parallel-workers-capped",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    for (name, limit, what) in [
        ("max_parallel_workers", "max_worker_processes", "worker processes"),
        ("max_parallel_workers_per_gather", "max_parallel_workers", "parallel workers"),
        ("max_parallel_maintenance_workers", "max_parallel_workers", "parallel workers"),
    ] {
        let (Some(entry), Some(number), Some(most)) = (conf.entry(name), conf.int(name), conf.int(limit)) else { continue };
        if number > most && most > 0 && conf.decides(&[limit]) {
            report.find(entry.value_at, format!("there are {most} {what} at most: `{limit}`"));
        }
    }
}
