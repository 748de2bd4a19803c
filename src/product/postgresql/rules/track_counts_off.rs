//! Nothing counts changes, so that autovacuum cannot run.
//!
//! With `track_counts` off, PostgreSQL warns at its start that autovacuum is not started: tables grow and statistics go stale.
//!
//! ```postgresql bad
//! track_counts = off
//!                ^^^ autovacuum does not run without `track_counts`
//! ```
//! ```postgresql fixed
//! track_counts = on
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;
use crate::text::Edit;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC110",
    name: "track-counts-off",
    level: Level::Warning,
    upstream: Upstream::Warns,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    if let Some(entry) =
        conf.entry("track_counts").filter(|_| conf.bool("track_counts") == Some(false) && conf.bool("autovacuum") == Some(true))
    {
        let finding = report.find(entry.value_at, "autovacuum does not run without `track_counts`");
        finding.edit(Safety::Safe, Edit::replace(entry.value_at.span, "on"));
    }
}
