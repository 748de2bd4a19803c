//! A backend for writes spreads sessions over several nodes.
//!
//! Only one of them is the primary: the others answer `cannot execute INSERT in a read-only transaction`. Without a check that asks for the
//! role, every server that runs takes its share.
//!
//! ```haproxy bad as=lb/haproxy.cfg
//! listen pg_primary
//!        ^^^^^^^^^^ `pg_primary` is to write, but spreads sessions over 2 nodes whatever their role
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     server a db1:5432 check
//!     server b db2:5432 check
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

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::postgres::Role;
use crate::topology::{LinkId, Target, Topology};

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP114",
    name: "both-primaries-balanced",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    for place in topology.each_backend() {
        let backend = place.backend;
        if backend.role != Role::Write {
            continue;
        }
        let blind = |id: &LinkId| topology.link(*id).active && !topology.link(*id).check_tells_role();
        let links: Vec<LinkId> = backend.links.iter().copied().filter(blind).collect();
        let seen = links.iter().any(|id| topology.is_seen(topology.link(*id).target));
        let mut ends: Vec<Target> = links.iter().flat_map(|id| topology.ends_of(topology.link(*id).target)).collect();
        ends.sort_unstable();
        ends.dedup();
        let choice = links.iter().any(|id| topology.ends_of(topology.link(*id).target) != topology.ends_of(topology.link(links[0]).target));
        if !seen || !choice || links.len() < 2 {
            continue;
        }
        let message = format!("`{}` is to write, but spreads sessions over {} nodes whatever their role", backend.proxy.name, ends.len());
        let finding = report.find(backend.proxy.at, message);
        finding
            .section(place.balancer.model.section_of(backend.proxy).label())
            .covers("pg-role-blind-check")
            .covers("pgsql-check-role-blind");
        for id in &links {
            let link = topology.link(*id);
            finding.path(topology.path_through(*id)).related(link.at(topology), "takes its share of the writes");
            topology.point_at_node(finding, link.target);
        }
        finding.help("let the check ask for the primary: `option httpchk GET /primary` with `check port 8008`, or a `tcp-check` that sends `select pg_is_in_recovery()`");
    }
}
