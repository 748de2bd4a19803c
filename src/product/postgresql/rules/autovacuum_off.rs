//! Nothing cleans up dead rows by itself.
//!
//! Tables and indexes grow, plans get bad, and at last the server stops to prevent transaction ids from running out.
//!
//! ```postgresql bad
//! autovacuum = off
//!              ^^^ dead rows stay, and statistics go stale
//! ```
//! ```postgresql fixed
//! autovacuum = on
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;
use crate::text::Edit;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC208",
    name: "autovacuum-off",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    if let Some(entry) = conf.entry("autovacuum").filter(|_| conf.bool("autovacuum") == Some(false)) {
        report
            .find(entry.value_at, "dead rows stay, and statistics go stale")
            .edit(Safety::Unsafe, Edit::replace(entry.value_at.span, "on"));
    }
}
