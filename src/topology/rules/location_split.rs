//! Every node has a location of its own, so that none is ever promoted.
//!
//! A standby that sees no other node in the location of the primary takes the silence for a cut of the network, and waits (`do_election` of
//! repmgrd). Where each location has one node only, nobody is left there to be seen when the primary dies.
//!
//! ```repmgr bad as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 user=repmgr dbname=repmgr'
//! failover = automatic
//! location = 'dc1'
//! ```
//! ```repmgr and as=db2/repmgr.conf
//! node_id = 2
//! node_name = pg2
//! conninfo = 'host=10.0.0.12 user=repmgr dbname=repmgr'
//! failover = automatic
//! location = 'dc2'
//!            ^^^^^ no two nodes share a location, so that none is promoted by itself
//! ```
//! ```repmgr good as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 user=repmgr dbname=repmgr'
//! failover = automatic
//! location = 'dc1'
//! ```
//! ```repmgr and as=db2/repmgr.conf
//! node_id = 2
//! node_name = pg2
//! conninfo = 'host=10.0.0.12 user=repmgr dbname=repmgr'
//! failover = automatic
//! location = 'dc2'
//! ```
//! ```repmgr and as=wit/repmgr.conf
//! node_id = 3
//! node_name = witness
//! conninfo = 'host=10.0.0.13 user=repmgr dbname=repmgr'
//! failover = automatic
//! location = 'dc1'
//! ```

use rustc_hash::FxHashSet;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::topology::Topology;

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP175",
    name: "location-split",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

/// So many nodes are shown.
const MAX_SHOWN: usize = 8;

fn check(topology: &Topology<'_>, report: &mut Report) {
    for cluster in topology.clusters() {
        let members = &cluster.members;
        let locations: FxHashSet<&str> = members.iter().map(|member| member.file.location()).collect();
        let alone = locations.len() == members.len() && cluster.data().count() > 1;
        let known = members.iter().all(|member| member.file.complete) && cluster.seems_whole();
        if !alone || !known || !cluster.fails_over() {
            continue;
        }
        let Some(member) = members.iter().rev().find(|member| member.file.assignment("location").is_some()) else { continue };
        let finding = report.find(member.at("location"), "no two nodes share a location, so that none is promoted by itself");
        for other in members.iter().take(MAX_SHOWN) {
            finding.path(format!("repmgrd of {} → location {}", topology.node_name(other.id), other.file.location()));
        }
        for other in members.iter().filter(|other| other.id != member.id).take(MAX_SHOWN) {
            finding.related(other.at("location"), format!("`{}` is here", other.file.location()));
        }
        finding.help("leave `location` at its default on all nodes, or put a witness into the location of the primary");
    }
}
