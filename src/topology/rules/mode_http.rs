//! A section that leads to PgBouncer or PostgreSQL is in HTTP mode.
//!
//! HAProxy answers the first message of a client with `400 Bad request`. Often the mode is inherited from `defaults`.
//!
//! ```haproxy bad as=lb/haproxy.cfg
//! defaults
//!     mode http
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!
//! listen app
//!        ^^^ `app` is in HTTP mode, but leads to PgBouncer db1:6432
//!     bind :5432
//!     server a db1:6432 check
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
//! defaults
//!     mode http
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!
//! listen app
//!     mode tcp
//!     bind :5432
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

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::Mode;
use crate::topology::Topology;

/// The rule.
pub static RULE: Rule =
    Rule { id: "TOP118", name: "mode-http", level: Level::Error, upstream: Upstream::Silent, since: "0.2.0", check: Check::Whole(check) };

fn check(topology: &Topology<'_>, report: &mut Report) {
    for place in topology.each_backend().filter(|place| place.backend.proxy.mode == Mode::Http) {
        let seen = |id: &&crate::topology::LinkId| topology.is_seen(topology.link(**id).target);
        let Some(id) = place.backend.links.iter().find(seen) else { continue };
        let link = topology.link(*id);
        let message = format!("`{}` is in HTTP mode, but leads to {}", place.backend.proxy.name, topology.title(link.target));
        let finding = report.find(place.backend.proxy.at, message);
        finding
            .section(place.balancer.model.section_of(place.backend.proxy).label())
            .path(topology.path_through(*id))
            .covers("pg-mode-http");
        if let Some(mode) = place.balancer.model.keyword(place.backend.proxy, "mode") {
            finding.related(mode.all(), "the mode that is in force");
        }
        finding.related(link.at(topology), "where it leads").help("write `mode tcp` into the section and into its frontends");
    }
}
