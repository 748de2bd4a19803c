//! Two nodes of a cluster have the same id or the same name.
//!
//! repmgr knows a node by its id. The second one that registers with it takes the place of the first (with `--force`) or is refused; its
//! repmgrd acts in the other's name. A name is what `primary_conninfo` gives as `application_name`, and so what synchronous replication
//! counts.
//!
//! ```repmgr bad as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 user=repmgr dbname=repmgr'
//! ```
//! ```repmgr and as=db2/repmgr.conf
//! node_id = 1
//!           ^ `pg1` has `node_id` 1 too
//! node_name = pg2
//! conninfo = 'host=10.0.0.12 user=repmgr dbname=repmgr'
//! ```
//! ```repmgr good as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 user=repmgr dbname=repmgr'
//! ```
//! ```repmgr and as=db2/repmgr.conf
//! node_id = 2
//! node_name = pg2
//! conninfo = 'host=10.0.0.12 user=repmgr dbname=repmgr'
//! ```

use rustc_hash::FxHashMap;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::topology::Topology;
use crate::topology::cluster::Member;

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP171",
    name: "node-id-duplicate",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    for cluster in topology.clusters() {
        let mut numbers: FxHashMap<i64, &Member<'_, '_>> = FxHashMap::default();
        let mut names: FxHashMap<&str, &Member<'_, '_>> = FxHashMap::default();
        for member in &cluster.members {
            let first = *numbers.entry(member.number).or_insert(member);
            if first.id != member.id {
                tell(topology, first, member, "node_id", &member.number.to_string(), report);
            }
            let Some(name) = member.file.node_name() else { continue };
            let first = *names.entry(name).or_insert(member);
            if first.id != member.id && first.number != member.number {
                tell(topology, first, member, "node_name", &format!("`{name}`"), report);
            }
        }
    }
}

fn tell(topology: &Topology<'_>, first: &Member<'_, '_>, second: &Member<'_, '_>, setting: &str, value: &str, report: &mut Report) {
    let other = match first.file.node_name() {
        Some(name) if setting == "node_id" => format!("`{name}`"),
        _ => format!("node {}", first.number),
    };
    let finding = report.find(second.at(setting), format!("{other} has `{setting}` {value} too"));
    finding.path(format!("{setting} {value} → {}", topology.node_name(first.id)));
    finding.path(format!("{setting} {value} → {}", topology.node_name(second.id)));
    finding.related(first.at(setting), "the other one");
    finding.help(format!("give each node a `{setting}` of its own"));
}
