//! Some nodes of a cluster fail over by themselves, others do not.
//!
//! Only a node with `failover=automatic` is promoted, and only such a one follows the new primary. What happens depends on who is the
//! primary when it dies: after one failover the next one may not come. (A manual node with `priority=0` is one that is kept out on purpose:
//! that is silent.)
//!
//! ```repmgr bad as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 user=repmgr dbname=repmgr'
//! failover = manual
//!            ^^^^^^ `failover` is manual here and automatic on `pg2`
//! ```
//! ```repmgr and as=db2/repmgr.conf
//! node_id = 2
//! node_name = pg2
//! conninfo = 'host=10.0.0.12 user=repmgr dbname=repmgr'
//! failover = automatic
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
//! failover = manual
//! priority = 0
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::topology::Topology;
use crate::topology::cluster::Member;

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP174",
    name: "failover-differs",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

/// So many nodes are shown.
const MAX_SHOWN: usize = 8;

fn check(topology: &Topology<'_>, report: &mut Report) {
    for cluster in topology.clusters() {
        let known = |member: &&&Member<'_, '_>| member.file.complete || member.file.assignment("failover").is_some();
        let takes_part = |member: &&&Member<'_, '_>| member.file.is_automatic() || member.file.priority() > 0;
        let data = || cluster.data().filter(|member| known(&member) && takes_part(&member));
        let Some(other) = data().find(|member| member.file.is_automatic()) else { continue };
        let mut manual = data().filter(|member| !member.file.is_automatic());
        let Some(member) = manual.next() else { continue };
        let name = other.file.node_name().unwrap_or("another node");
        let message = match member.file.assignment("failover") {
            Some(_) => format!("`failover` is manual here and automatic on `{name}`"),
            None => format!("`failover` is not set here, and so manual; it is automatic on `{name}`"),
        };
        let unset = member.file.assignment("promote_command").filter(|_| member.file.assignment("failover").is_none());
        let finding = report.find(unset.map_or_else(|| member.at("failover"), |line| line.name_at), message);
        finding.covers("failover-manual");
        for node in [other, member] {
            let way = if node.file.is_automatic() { "is promoted and follows by itself" } else { "waits for somebody" };
            finding.path(format!("repmgrd of {} → failover {} → {way}", topology.node_name(node.id), node.file.value("failover")));
        }
        finding.related(other.at("failover"), "automatic here");
        for next in manual.take(MAX_SHOWN) {
            finding.related(next.at("failover"), "manual here too");
        }
        finding.help("set `failover=automatic` on every node, or `priority=0` on one that is to stay out of it");
    }
}
