//! The way from a client ends where it began.
//!
//! HAProxy leads to PgBouncer, and PgBouncer back to the port of the same HAProxy: sessions go round until no connection is left.
//!
//! ```haproxy bad as=db1/haproxy.cfg
//! listen pg
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     option httpchk GET /primary
//!     server a 127.0.0.1:6432 check port 8008
//! ```
//! ```pgbouncer and as=db1/pgbouncer.ini
//! [databases]
//! app = host=127.0.0.1 port=5432
//!            ^^^^^^^^^ `app` leads back to the HAProxy that leads here
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! ```
//! ```haproxy good as=db1/haproxy.cfg
//! listen pg
//!     mode tcp
//!     bind :5000
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     option httpchk GET /primary
//!     server a 127.0.0.1:6432 check port 8008
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

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::topology::{BalancerId, Target, Topology};

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP126",
    name: "routing-loop",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    for (id, pooler) in topology.each_pooler() {
        for database in &pooler.databases {
            let Some(end) = database.ends.iter().find(|end| matches!(end.target, Target::Balancer(_))) else { continue };
            let Target::Balancer(balancer) = end.target else { continue };
            // The frontend at that port has to be the one that leads here.
            let back = pooler.links.iter().find(|link| {
                topology.link(**link).balancer == balancer && leads_from(topology, balancer, topology.link(**link).backend, end.port)
            });
            let Some(link) = back else { continue };
            let message = format!("`{}` leads back to the HAProxy that leads here", database.entry.name);
            let finding = report.find(end.at, message);
            finding.path(format!("{} → {}", topology.path_to(*link), topology.database_path(id, database)));
            finding.related(topology.link(*link).at(topology), "HAProxy leads to PgBouncer");
            finding.help("let the database lead to PostgreSQL itself");
        }
    }
}

/// Whether a frontend at `port` leads to the backend.
fn leads_from(topology: &Topology<'_>, balancer: BalancerId, backend: usize, port: u16) -> bool {
    topology.balancer(balancer).frontends_of(backend).any(|(_, frontend)| {
        let ports = frontend.proxy.endpoints.iter().filter_map(|(_, endpoint, _)| endpoint.ports());
        ports.into_iter().any(|(first, last)| (first..=last).contains(&port))
    })
}
