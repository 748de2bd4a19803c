//! No node can take the place of the primary.
//!
//! A node with `priority` 0 is never promoted. If that is said of all of them, repmgrd watches the primary die and does nothing.
//!
//! ```repmgr bad as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 user=repmgr dbname=repmgr'
//! failover = automatic
//! priority = 0
//!            ^ no node may be promoted: all of them have priority 0
//! ```
//! ```repmgr and as=db2/repmgr.conf
//! node_id = 2
//! node_name = pg2
//! conninfo = 'host=10.0.0.12 user=repmgr dbname=repmgr'
//! failover = automatic
//! priority = 0
//! ```
//! ```repmgr good as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 user=repmgr dbname=repmgr'
//! failover = automatic
//! ```
//! ```repmgr and as=db2/repmgr.conf
//! node_id = 2
//! node_name = pg2
//! conninfo = 'host=10.0.0.12 user=repmgr dbname=repmgr'
//! failover = automatic
//! priority = 0
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::topology::Topology;
use crate::topology::cluster::Member;

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP173",
    name: "all-priority-zero",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

/// So many nodes are shown.
const MAX_SHOWN: usize = 8;

fn check(topology: &Topology<'_>, report: &mut Report) {
    for cluster in topology.clusters() {
        let data: Vec<&Member<'_, '_>> = cluster.data().collect();
        let never = data.len() > 1 && data.iter().all(|member| member.file.complete && member.file.priority() <= 0);
        // Another one may be among the files that are not there.
        if !never || !cluster.seems_whole() || !cluster.fails_over() {
            continue;
        }
        let finding = report.find(data[0].at("priority"), "no node may be promoted: all of them have priority 0");
        for member in data.iter().take(MAX_SHOWN) {
            finding.path(format!("repmgrd of {} → priority {}", topology.node_name(member.id), member.file.priority()));
        }
        for member in data[1..].iter().take(MAX_SHOWN) {
            finding.related(member.at("priority"), "and this one");
        }
        finding.help("give the nodes that may become the primary a `priority` above 0");
    }
}
