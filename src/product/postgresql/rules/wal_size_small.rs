//! Less write-ahead log is kept than two segments.
//!
//! PostgreSQL starts only if `min_wal_size` and `max_wal_size` are at least twice the size of a segment, which is 16 MB unless `initdb` was told another.
//!
//! ```postgresql bad
//! min_wal_size = 16MB
//!                ^^^^ `min_wal_size` is less than two segments of 16 MB
//! ```
//! ```postgresql good
//! min_wal_size = 80MB
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC112",
    name: "wal-size-small",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    for name in ["min_wal_size", "max_wal_size"] {
        if let Some(entry) = conf.entry(name).filter(|_| conf.int(name).is_some_and(|size| size < 32)) {
            report.find(entry.value_at, format!("`{name}` is less than two segments of 16 MB"));
        }
    }
}
