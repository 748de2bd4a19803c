//! A way to run queries is switched off for the whole server.
//!
//! The switches of the planner are for tests of single queries. For all queries of all sessions they make many of them slow.
//!
//! ```postgresql bad
//! enable_seqscan = off
//!                  ^^^ `enable_seqscan` is off for all queries
//! ```
//! ```postgresql fixed
//! enable_seqscan = on
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;
use crate::text::Edit;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC402",
    name: "planner-switched-off",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    for name in
        ["enable_seqscan", "enable_indexscan", "enable_hashjoin", "enable_mergejoin", "enable_nestloop", "enable_sort", "enable_hashagg"]
    {
        if let Some(entry) = conf.entry(name).filter(|_| conf.bool(name) == Some(false)) {
            let finding = report.find(entry.value_at, format!("`{name}` is off for all queries"));
            finding.edit(Safety::Unsafe, Edit::replace(entry.value_at.span, "on"));
        }
    }
}
