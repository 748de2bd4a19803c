//! The role is asked on another host than the one that the server line leads to.
//!
//! The answer is about the node of the host that is asked. The server is taken in and out for what happens elsewhere.
//!
//! ```haproxy bad as=lb/haproxy.cfg
//! listen pg_primary
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     option httpchk GET /primary
//!     server a db1:6432 check addr db1 port 8008
//!     server b db2:6432 check addr db1 port 8008
//!                             ^^^^^^^^ `b` is on `db2`, but its check asks `db1`
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
//! ```pgbouncer and as=db2/pgbouncer.ini
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
//!     server a db1:6432 check addr db1 port 8008
//!     server b db2:6432 check addr db2 port 8008
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
//! ```pgbouncer and as=db2/pgbouncer.ini
//! [databases]
//! app = host=127.0.0.1
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! ```

use rustc_hash::FxHashSet;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::topology::{HostId, Topology};

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP112",
    name: "check-agent-location",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    for place in topology.each_backend() {
        // Only a host that is itself among the servers is certainly not one that watches the others.
        let hosts: FxHashSet<HostId> = topology.links_of(place.backend).filter_map(|link| topology.host_of(link.target)).collect();
        for id in &place.backend.links {
            let link = topology.link(*id);
            let Some(option) = link.option(topology, "addr") else { continue };
            let (Some(own), Some(asked)) = (topology.host_of(link.target), topology.host_of(link.check.answers)) else { continue };
            if !link.check.elsewhere || !hosts.contains(&asked) || !topology.are_apart(own, asked) {
                continue;
            }
            let name = |host: HostId| &topology.hosts.get(host).name;
            let message = format!("`{}` is on `{}`, but its check asks `{}`", link.server.name, name(own), name(asked));
            let finding = report.find(option.at(), message);
            finding.section(link.line(topology).section().label()).path(topology.path_through(*id));
            finding.related(link.at(topology), "where sessions go");
            finding.help("ask the host of the server itself");
        }
    }
}
