//! A standby does not follow a new primary.
//!
//! A promotion starts a new timeline. A standby with another `recovery_target_timeline` than `latest` stops at its end.
//!
//! ```postgresql bad
//! primary_conninfo = 'host=node1 user=repmgr'
//! recovery_target_timeline = 'current'
//!                            ^^^^^^^^^ a standby that does not follow the latest timeline cannot follow a new primary
//! ```
//! ```postgresql good
//! primary_conninfo = 'host=node1 user=repmgr'
//! recovery_target_timeline = 'latest'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC214",
    name: "timeline-not-latest",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    let standby = conf.text("primary_conninfo").is_some_and(|text| !text.is_empty());
    let Some(entry) = conf.entry("recovery_target_timeline").filter(|entry| standby && entry.text.text != "latest") else { return };
    if !entry.text.text.is_empty() {
        report.find(entry.value_at, "a standby that does not follow the latest timeline cannot follow a new primary");
    }
}
