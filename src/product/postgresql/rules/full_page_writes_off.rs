//! Pages that were written in part cannot be repaired.
//!
//! After a crash a page may be half old, half new. Only a file system that never leaves a page half written, such as ZFS, makes that safe.
//!
//! ```postgresql bad
//! full_page_writes = off
//!                    ^^^ a crash can leave pages half written
//! ```
//! ```postgresql fixed
//! full_page_writes = on
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;
use crate::text::Edit;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC206",
    name: "full-page-writes-off",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    if let Some(entry) = conf.entry("full_page_writes").filter(|_| conf.bool("full_page_writes") == Some(false)) {
        report.find(entry.value_at, "a crash can leave pages half written").edit(Safety::Unsafe, Edit::replace(entry.value_at.span, "on"));
    }
}
