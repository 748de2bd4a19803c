//! Commits wait for more standbys than are named.
//!
//! `2 (a)` asks for two answers and names one standby: every commit waits for ever, unless two standbys share that name.
//!
//! ```postgresql bad
//! synchronous_standby_names = 'ANY 2 (node2)'
//!                             ^^^^^^^^^^^^^^^ commits wait for 2 standbys, and only 1 is named
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
    id: "PGC116",
    name: "sync-standbys-short",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    let Some(entry) = conf.entry("synchronous_standby_names") else { return };
    let Ok(Some(standbys)) = parse(&entry.text.text) else { return };
    let star = standbys.names.iter().any(|name| name == "*");
    if !star && standbys.count as usize > standbys.names.len() {
        let (count, named) = (standbys.count, standbys.names.len());
        let message = format!("commits wait for {count} standbys, and only {named} {} named", if named == 1 { "is" } else { "are" });
        report.find(entry.value_at, message);
    }
}
