//! What `ALTER SYSTEM` wrote wins over a line of postgresql.conf.
//!
//! `postgresql.auto.conf` is read last, wherever it stands. Somebody who edits postgresql.conf, or a tool that deploys it, changes nothing.
//!
//! ```postgresql bad
//! max_connections = 200
//! ^^^^^^^^^^^^^^^ postgresql.auto.conf sets `max_connections` to another value
//! ```
//! ```postgresql file=postgresql.auto.conf
//! max_connections = '300'
//! ```
//! ```postgresql good
//! max_connections = 300
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC102",
    name: "auto-conf-override",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    let of_file = conf.entries.iter().filter(|entry| !entry.auto);
    for (entry, next) in of_file.filter_map(|entry| Some((entry, &conf.entries[entry.next?]))).filter(|(_, next)| next.auto) {
        let mut last = next;
        while let Some(next) = last.next {
            last = &conf.entries[next];
        }
        if last.value() != entry.value() {
            let finding = report.find(entry.name_at, format!("postgresql.auto.conf sets `{}` to another value", entry.name));
            finding.related(last.name_at, "this line counts");
            finding.help(format!("keep one of them; `ALTER SYSTEM RESET {}` takes the other one out", entry.name));
        }
    }
}
