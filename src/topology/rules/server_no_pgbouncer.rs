//! A server line leads to a host whose files are there, and nothing on it listens at that port.
//!
//! The server is down from the first check on, and if it is not checked, every session that it gets fails.
//!
//! ```haproxy bad as=lb/haproxy.cfg
//! listen pg
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     server a db1:6433 check
//!              ^^^^^^^^ nothing listens at port 6433 of `db1`
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
//! ```postgresql and as=db1/postgresql.conf
//! listen_addresses = '*'
//! port = 5432
//! ```
//! ```haproxy good as=lb/haproxy.cfg
//! listen pg
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
//! ```postgresql and as=db1/postgresql.conf
//! listen_addresses = '*'
//! port = 5432
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::topology::{HostId, Target, Topology};

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP103",
    name: "server-no-pgbouncer",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    for (id, link) in topology.each_link() {
        let Target::Nobody(host, port) = link.target else { continue };
        let line = link.line(topology);
        let message = format!("nothing listens at port {port} of `{}`", topology.hosts.get(host).name);
        let finding = report.find(link.at(topology), message);
        finding.section(line.section().label()).path(topology.path_through(id));
        let mut ports = Vec::new();
        for pooler in on(topology, host) {
            ports.push(format!("PgBouncer at {}", pooler.port()));
            finding.related(pooler.ini.place_of("listen_port"), "PgBouncer listens here");
        }
        for node in topology.nodes.iter().filter(|node| node.host == host && node.conf.is_some()) {
            ports.push(format!("PostgreSQL at {}", node.port));
            if let Some(entry) = node.conf.and_then(|conf| conf.entry("port")) {
                finding.related(entry.value_at, "PostgreSQL listens here");
            }
        }
        finding.help(format!("there is {}", ports.join(", and ")));
    }
}

/// The PgBouncers on `host`.
fn on<'m, 't>(topology: &'m Topology<'t>, host: HostId) -> impl Iterator<Item = &'m crate::topology::Pooler<'t>> {
    topology.poolers.iter().filter(move |pooler| pooler.host == host)
}
