//! A server line leads to PostgreSQL itself on a host that has a PgBouncer in front of it.
//!
//! Sessions that come this way are not pooled: each holds a connection of PostgreSQL, beside those that the pool was given.
//!
//! ```haproxy bad as=lb/haproxy.cfg
//! listen pg_primary
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     option httpchk GET /primary
//!     server a db1:5432 check port 8008
//!              ^^^^^^^^ `a` leads past the PgBouncer of `db1`
//! ```
//! ```pgbouncer and as=db1/pgbouncer.ini
//! [databases]
//! app = host=127.0.0.1
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! ```
//! ```haproxy good as=lb/haproxy.cfg
//! listen pg_primary
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     option httpchk GET /primary
//!     server a db1:6432 check port 8008
//! ```
//! ```pgbouncer and as=db1/pgbouncer.ini
//! [databases]
//! app = host=127.0.0.1
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! ```

use rustc_hash::FxHashMap;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::topology::{HostId, Pooler, Target, Topology};

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP104",
    name: "server-bypasses-pool",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    let placed = topology.poolers.iter().filter(|pooler| pooler.placed);
    let poolers: FxHashMap<HostId, &Pooler<'_>> = placed.map(|pooler| (pooler.host, pooler)).collect();
    for (id, link) in topology.each_link() {
        let Target::Node(node) = link.target else { continue };
        let Some(pooler) = poolers.get(&topology.node(node).host) else { continue };
        let leads = pooler.databases.iter().flat_map(|database| &database.ends).find(|end| end.target == link.target);
        // A pooler that others lead through may stand beside a way for administrators.
        let Some(end) = leads.filter(|_| !other_ways(topology, link)) else { continue };
        let message = format!("`{}` leads past the PgBouncer of `{}`", link.server.name, topology.hosts.get(pooler.host).name);
        let finding = report.find(link.at(topology), message);
        finding.section(link.line(topology).section().label()).path(topology.path_through(id));
        finding.related(end.at, "the PgBouncer that leads to the same PostgreSQL");
        finding.help(format!("use port {}, or take the PgBouncer away if nobody is to use it", pooler.port()));
    }
}

/// Whether no server line of the same backend leads through a PgBouncer, but those of another backend of the same HAProxy do: a way of its own.
fn other_ways(topology: &Topology<'_>, link: &crate::topology::Link<'_>) -> bool {
    let balancer = topology.balancer(link.balancer);
    let pools = |backend: usize| topology.links_of(&balancer.backends[backend]).any(|link| matches!(link.target, Target::Pooler(_)));
    !pools(link.backend) && (0..balancer.backends.len()).any(|backend| backend != link.backend && pools(backend))
}
