//! Two stick tables have one name.
//!
//! HAProxy refuses the file: a section has one table, and a frontend and a backend of one name cannot both have one.
//!
//! ```haproxy bad
//! backend visitors
//!     mode http
//!     stick-table type ip size 100k
//!     stick-table type ip size 1m
//!     ^^^^^^^^^^^ another stick table is called `visitors`
//! ```
//! ```haproxy good
//! backend visitors
//!     mode http
//!     stick-table type ip size 1m
//! ```

use rustc_hash::FxHashMap;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Model, StickTable};
use crate::schema::Version;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP034",
    name: "duplicate-table",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Whole(check),
};

/// Tables of `peers` sections are held against each other from this version on.
const PEERS: Version = Version::new(2, 9);

fn check(model: &Model<'_>, report: &mut Report) {
    let mut seen: FxHashMap<&str, &StickTable> = FxHashMap::default();
    for table in model.tables.iter().filter(|table| !table.name.is_empty()) {
        let line = model.table_line(table);
        let in_peers = line.keyword() == "table";
        if !line.shape().sound || line.is_opaque(1) || in_peers && model.target.version < PEERS {
            continue;
        }
        let Some(first) = seen.get(&*table.name) else {
            seen.insert(&table.name, table);
            continue;
        };
        let at = if in_peers { line.at(1) } else { line.at(0) };
        let finding = report.find(at, format!("another stick table is called `{}`", table.name));
        finding.section(line.section().label()).related(model.table_line(first).at(0), "the other one");
        finding.help("keep one of them, or put the other into a backend of its own");
    }
}
