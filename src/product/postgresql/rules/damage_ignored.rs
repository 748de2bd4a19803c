//! The server goes on with damaged data.
//!
//! `zero_damaged_pages`, `ignore_checksum_failure`, `ignore_invalid_pages` and `data_sync_retry` are for somebody who rescues what is left. In a file that stays they
//! turn damage into loss, and it spreads to backups and standbys.
//!
//! ```postgresql bad
//! zero_damaged_pages = on
//!                      ^^ damaged pages are silently emptied
//! ```
//! ```postgresql fixed
//! zero_damaged_pages = off
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;
use crate::text::Edit;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC209",
    name: "damage-ignored",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    for (name, what) in [
        ("zero_damaged_pages", "damaged pages are silently emptied"),
        ("ignore_checksum_failure", "pages with a wrong checksum are used"),
        ("ignore_invalid_pages", "recovery goes on over missing pages"),
        ("data_sync_retry", "a failed write may be called a success at the next try"),
    ] {
        if let Some(entry) = conf.entry(name).filter(|_| conf.bool(name) == Some(true)) {
            report.find(entry.value_at, what).edit(Safety::Unsafe, Edit::replace(entry.value_at.span, "off"));
        }
    }
}
