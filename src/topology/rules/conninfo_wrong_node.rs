//! The connection string of a node leads to another node.
//!
//! repmgr takes whoever answers there for this node. Copied from a neighbour, it has both watch the same server: the one that nobody
//! watches can die unseen, and a failover promotes or fences the wrong one.
//!
//! ```repmgr bad as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 user=repmgr dbname=repmgr'
//! ```
//! ```repmgr and as=db2/repmgr.conf
//! node_id = 2
//! node_name = pg2
//! conninfo = 'host=10.0.0.11 user=repmgr dbname=repmgr'
//!                  ^^^^^^^^^ the connection string of `pg1` leads to the same place
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
use crate::topology::cluster::{Cluster, Member};
use crate::topology::hosts::canonical;
use crate::topology::path::endpoint;
use crate::topology::{Evidence, Topology};

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP172",
    name: "conninfo-wrong-node",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    for cluster in topology.clusters() {
        let mut by_address: FxHashMap<(String, u16), &Member<'_, '_>> = FxHashMap::default();
        for member in &cluster.members {
            let Some(address) = member.address() else { continue };
            let first = *by_address.entry((canonical(address), member.port)).or_insert(member);
            if first.id != member.id {
                // Of a file that is a copy of the other as a whole the ids tell.
                if first.number != member.number {
                    // Of two that claim an address, the one that stands on its host is right.
                    let (right, wrong) = if is_own(topology, first, address) { (first, member) } else { (member, first) };
                    tell(topology, right, wrong, address, report);
                }
            } else if let Some(other) = owner(topology, &cluster, member, address) {
                tell(topology, other, member, address, report);
            }
        }
    }
}

/// Whether `address` is that of the host of `member`, or nothing tells whose it is.
fn is_own(topology: &Topology<'_>, member: &Member<'_, '_>, address: &str) -> bool {
    topology.hosts.find(address).is_none_or(|host| host == member.host())
}

/// The node whose host has the address of `member`, if that is told to be another one.
fn owner<'c, 'm, 't>(
    topology: &Topology<'_>,
    cluster: &'c Cluster<'m, 't>,
    member: &Member<'_, '_>,
    address: &str,
) -> Option<&'c Member<'m, 't>> {
    let host = topology.hosts.find(address).filter(|host| *host != member.host())?;
    let told = topology.hosts.get(host).evidence == Evidence::Told && topology.hosts.get(member.host()).evidence == Evidence::Told;
    let mut others = cluster.members.iter().filter(|other| told && other.host() == host);
    // Which of them claims the address itself is found above.
    others.find(|other| other.address().is_none_or(|own| canonical(own) != canonical(address)) && other.port == member.port)
}

fn tell(topology: &Topology<'_>, right: &Member<'_, '_>, wrong: &Member<'_, '_>, address: &str, report: &mut Report) {
    let name = |member: &Member<'_, '_>| member.file.node_name().map_or_else(|| topology.node_name(member.id), str::to_owned);
    let other = name(right);
    let same = right.address().map(canonical) == Some(canonical(address));
    let message =
        if same { format!("the connection string of `{other}` leads to the same place") } else { format!("this leads to `{other}`") };
    let finding = report.find(wrong.address_at(), message);
    let way = endpoint(&canonical(address), wrong.port);
    if same {
        for member in [right, wrong] {
            finding.path(format!("repmgr.conf of {} → {way}", name(member)));
        }
    } else {
        finding.path(format!("repmgr.conf of {} → {way} → PostgreSQL {}", name(wrong), topology.node_name(right.id)));
    }
    finding.related(right.address_at(), format!("the connection string of `{other}`"));
    finding.help("write the address of each node in its own file");
}
