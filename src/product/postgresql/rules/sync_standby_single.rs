//! Commits wait for one particular standby.
//!
//! With one name, or as many as have to answer, the primary stops to commit as soon as one of these standbys is away, until somebody changes the setting.
//! With one more name than is needed it goes on.
//!
//! ```postgresql bad
//! synchronous_standby_names = 'node2'
//!                             ^^^^^^^ commits stop as soon as one of these standbys is away
//! ```
//! ```postgresql good
//! synchronous_standby_names = 'ANY 1 (node2, node3)'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;
use crate::product::postgresql::standbys::parse;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC117",
    name: "sync-standby-single",
    level: Level::Info,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    let Some(entry) = conf.entry("synchronous_standby_names") else { return };
    let Ok(Some(standbys)) = parse(&entry.text.text) else { return };
    let star = standbys.names.iter().any(|name| name == "*");
    if !star && standbys.count as usize == standbys.names.len() && conf.word("synchronous_commit") != Some("off") {
        report.find(entry.value_at, "commits stop as soon as one of these standbys is away");
    }
}
