//! PgBouncer listens for its own host only, and HAProxy connects to it from another one.
//!
//! Every connection is refused, also those of the checks: the server never comes up. Without `listen_addr` PgBouncer listens on its Unix
//! socket alone.
//!
//! ```haproxy bad as=lb/haproxy.cfg
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
//! listen_addr = 127.0.0.1
//!               ^^^^^^^^^ `a` of HAProxy leads here from `lb`, but PgBouncer listens for `db1` alone
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
//!     server a localhost:6432 check port 8008
//! ```
//! ```pgbouncer and as=db1/pgbouncer.ini
//! [databases]
//! app = host=127.0.0.1
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::topology::Topology;

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP105",
    name: "loopback-only-pgbouncer",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    for pooler in topology.poolers.iter().filter(|pooler| !pooler.is_open() && pooler.ini.complete) {
        let host = topology.hosts.get(pooler.host);
        // A name of the own host may be what it listens on.
        let own = |address: &str| host.addresses.iter().any(|known| known == &crate::topology::hosts::canonical(address));
        let mut remote = pooler.links.iter().filter(|link| topology.balancer(topology.link(**link).balancer).host != pooler.host);
        let Some(link) = remote.next().filter(|_| !pooler.ini.list("listen_addr").any(own)) else { continue };
        let (id, link) = (*link, topology.link(*link));
        let from = &topology.hosts.get(topology.balancer(link.balancer).host).name;
        let at = pooler.ini.place_of("listen_addr");
        let message =
            format!("`{}` of HAProxy leads here from `{from}`, but PgBouncer listens for `{}` alone", link.server.name, host.name);
        let finding = report.find(at, message);
        finding.path(topology.path_through(id)).related(link.at(topology), "HAProxy connects here");
        finding.help("let `listen_addr` be an address of the host, or `*`");
        if !pooler.placed {
            finding.level(Level::Warning);
        }
    }
}
