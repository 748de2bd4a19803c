//! Nothing is written to disk for certain.
//!
//! After a crash of the machine the data may be beyond repair, on each node. Only data that can be thrown away stands that.
//!
//! ```postgresql bad
//! fsync = off
//!         ^^^ a crash of the machine destroys the data
//! ```
//! ```postgresql fixed
//! fsync = on
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;
use crate::text::Edit;

/// The rule.
pub static RULE: Rule =
    Rule { id: "PGC205", name: "fsync-off", level: Level::Error, upstream: Upstream::Silent, since: "0.1.0", check: Check::Each(check) };

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    if let Some(entry) = conf.entry("fsync").filter(|_| conf.bool("fsync") == Some(false)) {
        report
            .find(entry.value_at, "a crash of the machine destroys the data")
            .edit(Safety::Unsafe, Edit::replace(entry.value_at.span, "on"));
    }
}
