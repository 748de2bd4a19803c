//! The standby stays behind on purpose.
//!
//! `recovery_min_apply_delay` protects from mistakes. A standby that is promoted has to catch up first, so that it should not be the one a failover
//! takes: `priority=0` in its repmgr.conf.
//!
//! ```postgresql bad
//! recovery_min_apply_delay = 1h
//!                            ^^ a failover to this standby has this much to catch up
//! ```
//! ```postgresql good
//! recovery_min_apply_delay = 0
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC212",
    name: "delayed-standby",
    level: Level::Info,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    if let Some(entry) =
        conf.entry("recovery_min_apply_delay").filter(|_| conf.int("recovery_min_apply_delay").is_some_and(|delay| delay > 0))
    {
        report.find(entry.value_at, "a failover to this standby has this much to catch up");
    }
}
