//! A standby takes no connections.
//!
//! repmgr, a connection pooler and health checks cannot ask the node for its role, and no read goes to it. The default is on.
//!
//! ```postgresql bad
//! hot_standby = off
//!               ^^^ a standby refuses all connections
//! ```
//! ```postgresql fixed
//! hot_standby = on
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;
use crate::text::Edit;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC201",
    name: "hot-standby-off",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    if let Some(entry) = conf.entry("hot_standby").filter(|_| conf.bool("hot_standby") == Some(false)) {
        report.find(entry.value_at, "a standby refuses all connections").edit(Safety::Unsafe, Edit::replace(entry.value_at.span, "on"));
    }
}
