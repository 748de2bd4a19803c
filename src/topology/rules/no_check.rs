//! A server line leads to one of several nodes and is not checked.
//!
//! It gets its share of sessions when PostgreSQL or the whole host is down, and whatever its role is: failover does not reach HAProxy.
//!
//! ```haproxy bad as=lb/haproxy.cfg
//! listen pg_primary
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     option httpchk GET /primary
//!     server a db1:6432 check port 8008
//!     server b db2:6432
//!            ^ `b` leads to PgBouncer db2:6432 and is not checked
//! ```
//! ```pgbouncer and
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
//!     server b db2:6432 check port 8008
//! ```
//! ```pgbouncer and
//! [databases]
//! app = host=127.0.0.1
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::text::Edit;
use crate::topology::{Proves, Topology};

/// The rule.
pub static RULE: Rule =
    Rule { id: "TOP113", name: "no-check", level: Level::Error, upstream: Upstream::Silent, since: "0.2.0", check: Check::Whole(check) };

fn check(topology: &Topology<'_>, report: &mut Report) {
    for place in topology.each_backend().filter(|place| place.backend.links.len() > 1) {
        for id in &place.backend.links {
            let link = topology.link(*id);
            let line = link.line(topology);
            let model = place.balancer.model;
            let disabled = model.has(link.proxy, link.server, "disabled");
            if link.check.proves != Proves::Nothing || !topology.is_seen(link.target) || model.is_obscure(line) || disabled {
                continue;
            }
            let message = format!("`{}` leads to {} and is not checked", link.server.name, topology.title(link.target));
            let finding = report.find(line.at(1), message);
            finding.section(line.section().label()).path(topology.path_through(*id)).covers("pg-server-no-check");
            finding.help("add `check`, with a check that asks for the role of the node");
            finding.edit(Safety::Unsafe, Edit::insert(line.all().span.end, " check"));
        }
    }
}
