//! A check by HTTP is sent to the port of PgBouncer or PostgreSQL.
//!
//! Neither speaks HTTP: the server is down from the first check on. What answers for the role listens at another port, which `check port`
//! names.
//!
//! ```haproxy bad as=lb/haproxy.cfg
//! listen pg
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     option httpchk GET /primary
//!     server a db1:6432 check
//!              ^^^^^^^^ the check speaks HTTP to PgBouncer db1:6432
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

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::check::kind_in_force;
use crate::topology::{Asks, Topology};

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP111",
    name: "check-port-missing",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    for place in topology.each_backend() {
        if kind_in_force(place.balancer.model, place.backend.proxy) != Some("httpchk") {
            continue;
        }
        for id in &place.backend.links {
            let link = topology.link(*id);
            let asked = matches!(link.check.asks, Asks::Role(_) | Asks::Something) && link.option(topology, "check").is_some();
            if !asked || !topology.is_seen(link.check.answers) || link.option(topology, "agent-check").is_some() {
                continue;
            }
            let message = format!("the check speaks HTTP to {}", topology.title(link.check.answers));
            let finding = report.find(link.at(topology), message);
            finding.section(link.line(topology).section().label()).path(topology.path_through(*id)).covers("httpchk-on-pg-port");
            finding.related(link.check.at, "the check");
            finding.help("name the port of the role endpoint: `check port 8008` for Patroni");
        }
    }
}
