//! A backend for writes leads to some nodes of the cluster, and not to one that may be promoted.
//!
//! After a failover to that node HAProxy has no server that is the primary: writes stop until somebody adds it.
//!
//! ```haproxy bad as=lb/haproxy.cfg
//! listen pg_primary
//!        ^^^^^^^^^^ `pg_primary` does not lead to `db2`, which may be promoted
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     option httpchk GET /primary
//!     server a db1:5432 check port 8008
//!
//! listen pg_replica
//!     mode tcp
//!     bind :5433
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     option httpchk GET /replica
//!     server a db1:5432 check port 8008
//!     server b db2:5432 check port 8008
//! ```
//! ```repmgr and as=db1/repmgr.conf
//! node_id = 1
//! node_name = 'db1'
//! conninfo = 'host=db1 user=repmgr dbname=repmgr'
//! data_directory = '/srv/pg'
//! ```
//! ```repmgr and as=db2/repmgr.conf
//! node_id = 2
//! node_name = 'db2'
//! conninfo = 'host=db2 user=repmgr dbname=repmgr'
//! data_directory = '/srv/pg'
//! ```
//! ```haproxy good as=lb/haproxy.cfg
//! listen pg_primary
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     option httpchk GET /primary
//!     server a db1:5432 check port 8008
//!
//! listen pg_replica
//!     mode tcp
//!     bind :5433
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     option httpchk GET /replica
//!     server a db1:5432 check port 8008
//!     server b db2:5432 check port 8008
//! ```
//! ```repmgr and as=db1/repmgr.conf
//! node_id = 1
//! node_name = 'db1'
//! conninfo = 'host=db1 user=repmgr dbname=repmgr'
//! data_directory = '/srv/pg'
//! ```
//! ```repmgr and as=db2/repmgr.conf
//! node_id = 2
//! node_name = 'db2'
//! conninfo = 'host=db2 user=repmgr dbname=repmgr'
//! data_directory = '/srv/pg'
//! priority = 0
//! ```

use rustc_hash::FxHashSet;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::postgres::Role;
use crate::topology::{NodeId, Topology};

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP129",
    name: "backend-misses-node",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    // Nodes of several clusters are not all meant by one backend.
    if !topology.is_one_cluster() {
        return;
    }
    let candidates: Vec<NodeId> = topology.cluster().filter(|(_, _, file)| file.priority() > 0).map(|(id, ..)| id).collect();
    // A node that nobody leads to at all may be a witness.
    let used: FxHashSet<NodeId> =
        topology
            .links
            .iter()
            .flat_map(|link| topology.nodes_behind(link.target))
            .chain(topology.poolers.iter().flat_map(|pooler| pooler.databases.iter().flat_map(|database| &database.ends)).filter_map(
                |end| {
                    if let crate::topology::Target::Node(id) = end.target { Some(id) } else { None }
                },
            ))
            .collect();
    for place in topology.each_backend().filter(|place| place.backend.role == Role::Write) {
        let links: Vec<_> = topology.links_of(place.backend).collect();
        let checked = !links.is_empty() && links.iter().all(|link| link.check_tells_role() && topology.is_seen(link.target));
        let own: FxHashSet<NodeId> = links.iter().flat_map(|link| topology.nodes_behind(link.target)).collect();
        if !checked || !candidates.iter().any(|id| own.contains(id)) {
            continue;
        }
        for id in candidates.iter().filter(|id| used.contains(id) && !own.contains(id)) {
            let name = topology.node(*id).name().unwrap_or("a node");
            let message = format!("`{}` does not lead to `{name}`, which may be promoted", place.backend.proxy.name);
            let finding = report.find(place.backend.proxy.at, message);
            finding.section(place.balancer.model.section_of(place.backend.proxy).label());
            for link in place.backend.links.iter().take(2) {
                finding.path(topology.path_through(*link));
            }
            if let Some(at) = topology.node(*id).repmgr.and_then(|file| file.place("node_name")) {
                finding.related(at, "the node that is left out");
            }
            finding.help("add a server line that leads to it, or set its `priority` to 0");
        }
    }
}
