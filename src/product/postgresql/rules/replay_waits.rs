//! A query on a standby can stop replay for ever.
//!
//! With a delay of -1 replay waits for every query that it conflicts with. The standby falls behind without bound, and has all that to catch up when it is
//! promoted.
//!
//! ```postgresql bad
//! max_standby_streaming_delay = -1
//!                               ^^ replay waits for queries without bound
//! ```
//! ```postgresql good
//! max_standby_streaming_delay = 5min
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC211",
    name: "replay-waits",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    for name in ["max_standby_streaming_delay", "max_standby_archive_delay"] {
        if let Some(entry) = conf.entry(name).filter(|_| conf.int(name) == Some(-1)) {
            report.find(entry.value_at, "replay waits for queries without bound");
        }
    }
}
