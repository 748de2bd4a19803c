//! Two nodes fail over by themselves, and no witness tells a dead primary from a cut network.
//!
//! When the network between the two is cut, the standby sees no primary and is alone to decide: it promotes itself, and both take writes.
//! (Silent if something else may prevent that: a command that validates or fences, a script around the promotion, a witness of which no
//! file is there.)
//!
//! ```repmgr bad as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 user=repmgr dbname=repmgr'
//! failover = automatic
//!            ^^^^^^^^^ `pg1` and `pg2` are two, and no third one has a voice when the network between them is cut
//! promote_command = '/usr/bin/repmgr standby promote -f /etc/repmgr.conf'
//! follow_command = '/usr/bin/repmgr standby follow -f /etc/repmgr.conf --upstream-node-id=%n'
//! ```
//! ```repmgr and as=db2/repmgr.conf
//! node_id = 2
//! node_name = pg2
//! conninfo = 'host=10.0.0.12 user=repmgr dbname=repmgr'
//! failover = automatic
//! promote_command = '/usr/bin/repmgr standby promote -f /etc/repmgr.conf'
//! follow_command = '/usr/bin/repmgr standby follow -f /etc/repmgr.conf --upstream-node-id=%n'
//! ```
//! ```repmgr good as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 user=repmgr dbname=repmgr'
//! failover = automatic
//! promote_command = '/usr/bin/repmgr standby promote -f /etc/repmgr.conf'
//! ```
//! ```repmgr and as=db2/repmgr.conf
//! node_id = 2
//! node_name = pg2
//! conninfo = 'host=10.0.0.12 user=repmgr dbname=repmgr'
//! failover = automatic
//! promote_command = '/usr/bin/repmgr standby promote -f /etc/repmgr.conf'
//! ```
//! ```repmgr and as=wit/repmgr.conf
//! node_id = 3
//! node_name = witness
//! conninfo = 'host=10.0.0.13 user=repmgr dbname=repmgr'
//! failover = automatic
//! ```

use rustc_hash::FxHashSet;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::repmgr::model::File;
use crate::topology::cluster::{Cluster, Member, names_witness};
use crate::topology::hooks::is_plain;
use crate::topology::{HostId, Target, Topology};

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP187",
    name: "no-witness-two-nodes",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    let clusters = topology.clusters();
    if knows_others(topology, &clusters) {
        return;
    }
    for cluster in &clusters {
        let [first, second] = cluster.members.as_slice() else { continue };
        let pair = [first, second];
        let unguarded = pair.iter().all(|member| !member.witness && is_unguarded(member.file));
        // Of two nodes in two places none is promoted at all.
        let together = first.file.location() == second.file.location();
        let apart = first.host() != second.host();
        let third = pair.iter().filter_map(|member| member.conf()).any(|conf| names_a_third(conf.text("synchronous_standby_names")));
        if unguarded && together && apart && cluster.seems_whole() && !third {
            tell(topology, first, second, report);
        }
    }
}

/// Whether the node promotes itself with nothing that asks somebody else before.
fn is_unguarded(file: &File<'_>) -> bool {
    let promotes = file.command("promote_command").is_some_and(|command| is_plain(command.text, "promote"));
    let plain = file.command("service_promote_command").is_none_or(|command| is_plain(command.text, "promote"));
    file.complete
        && file.is_automatic()
        && promotes
        && plain
        && file.command("failover_validation_command").is_none()
        && file.command("child_nodes_disconnect_command").is_none()
}

/// Whether anything tells of a node of which no file is there: a server of HAProxy, a database of PgBouncer, a host called so.
fn knows_others(topology: &Topology<'_>, clusters: &[Cluster<'_, '_>]) -> bool {
    let members = || clusters.iter().flat_map(|cluster| &cluster.members);
    let hosts: FxHashSet<HostId> = members().map(Member::host).collect();
    let stranger = |target: Target| match target {
        Target::Node(id) => !hosts.contains(&topology.node(id).host),
        Target::Unseen(host, _) | Target::Nobody(host, _) => !hosts.contains(&host),
        _ => false,
    };
    // An address that a pool leads to may be one that moves between the two.
    topology.each_node().any(|(id, node)| node.own_conf && stranger(Target::Node(id)))
        || topology.links.iter().any(|link| stranger(link.target))
        || topology.hosts.iter().any(|(id, host)| !hosts.contains(&id) && names_witness(&host.name))
}

/// Whether the standbys that are waited for are more than a pair has.
fn names_a_third(standbys: Option<String>) -> bool {
    standbys.is_some_and(|names| names.split(',').count() > 2)
}

fn tell(topology: &Topology<'_>, first: &Member<'_, '_>, second: &Member<'_, '_>, report: &mut Report) {
    let name =
        |member: &Member<'_, '_>| member.file.node_name().map_or_else(|| format!("node {}", member.number), |name| format!("`{name}`"));
    let message =
        format!("{} and {} are two, and no third one has a voice when the network between them is cut", name(first), name(second));
    let finding = report.find(first.at("failover"), message);
    for (one, other) in [(first, second), (second, first)] {
        finding.path(format!("repmgrd of {} → PostgreSQL {}", topology.node_name(one.id), topology.node_name(other.id)));
    }
    finding.related(second.at("failover"), "the other one");
    finding.help("add a witness on a third host, or a `failover_validation_command` that asks somebody else, and fence the old primary");
}
