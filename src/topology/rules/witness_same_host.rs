//! The witness stands on the host of a node with data.
//!
//! It is there to tell a dead primary from a cut network. If it dies with the primary, the standby of a pair has seen one of two nodes,
//! which is no majority: it is not promoted (`do_election` of repmgrd).
//!
//! ```repmgr bad as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 user=repmgr dbname=repmgr'
//! ```
//! ```repmgr and as=db2/repmgr.conf
//! node_id = 2
//! node_name = pg2
//! conninfo = 'host=10.0.0.12 user=repmgr dbname=repmgr'
//! ```
//! ```repmgr and as=witness.conf
//! node_id = 3
//! node_name = witness
//! conninfo = 'host=10.0.0.12 port=5499 user=repmgr dbname=repmgr'
//!                  ^^^^^^^^^ the witness dies with `pg2`
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
//! ```repmgr and as=wit/repmgr.conf
//! node_id = 3
//! node_name = witness
//! conninfo = 'host=10.0.0.13 user=repmgr dbname=repmgr'
//! ```

use rustc_hash::FxHashMap;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::topology::cluster::Member;
use crate::topology::{Evidence, HostId, Topology};

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP186",
    name: "witness-same-host",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    for cluster in topology.clusters() {
        let data: FxHashMap<HostId, &Member<'_, '_>> = cluster.data().map(|member| (member.host(), member)).collect();
        // All on one host is a trial.
        if data.len() < 2 {
            continue;
        }
        for witness in cluster.members.iter().filter(|member| member.witness) {
            let Some(member) = data.get(&witness.host()) else { continue };
            let known = topology.hosts.get(witness.host()).evidence != Evidence::Assumed;
            // Two that claim the same place are told of elsewhere.
            if !known || witness.node.port == member.node.port {
                continue;
            }
            let name = member.file.node_name().unwrap_or("a node");
            let finding = report.find(witness.address_at(), format!("the witness dies with `{name}`"));
            for node in [witness, *member] {
                finding.path(format!("{} → host {}", node.file.node_name().unwrap_or("the node"), topology.hosts.get(node.host()).name));
            }
            finding.related(member.address_at(), format!("`{name}` is on the same host"));
            if cluster.data().count() > 2 {
                finding.level(Level::Warning);
            }
            finding.help("put the witness on a host of its own, in the location of the primary");
        }
    }
}
