//! Less write-ahead log is allowed than is to be kept.
//!
//! `min_wal_size` is how much is recycled rather than removed, `max_wal_size` is where a checkpoint starts. The greater minimum keeps files that are
//! never needed.
//!
//! ```postgresql bad
//! max_wal_size = 1GB
//! min_wal_size = 2GB
//!                ^^^ `min_wal_size` is greater than `max_wal_size`
//! ```
//! ```postgresql good
//! max_wal_size = 4GB
//! min_wal_size = 1GB
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC111",
    name: "wal-size-order",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    let sizes = ["min_wal_size", "max_wal_size"];
    let [Some(min), Some(max)] = sizes.map(|name| conf.int(name)) else { return };
    let Some(at) = sizes.iter().find_map(|name| conf.entry(name)) else { return };
    if min > max && conf.decides(&sizes) {
        report.find(at.value_at, "`min_wal_size` is greater than `max_wal_size`");
    }
}
