//! A frontend that is called after reads leads to the backend for writes, or the other way round.
//!
//! Clients choose a port by what it is called. Reads that end at the primary are a load that it was to be spared, writes that end at a standby
//! fail with `cannot execute INSERT in a read-only transaction`. A rule with a condition may well do so, for the time that no standby is left:
//! only what happens without a condition is looked at.
//!
//! ```haproxy bad
//! frontend pg_read
//!     mode tcp
//!     bind :5433
//!     timeout client 1h
//!     default_backend pg_primary
//!                     ^^^^^^^^^^ `pg_read` is to read, but `pg_primary` is for writes
//!
//! backend pg_primary
//!     mode tcp
//!     timeout connect 5s
//!     timeout server 1h
//!     option httpchk GET /primary
//!     server a 10.0.0.1:6432 check port 8008
//!     server b 10.0.0.2:6432 check port 8008
//! ```
//! ```haproxy good
//! frontend pg_read
//!     mode tcp
//!     bind :5433
//!     timeout client 1h
//!     use_backend pg_primary if { nbsrv(pg_standby) eq 0 }
//!     default_backend pg_standby
//!
//! backend pg_primary
//!     mode tcp
//!     timeout connect 5s
//!     timeout server 1h
//!     option httpchk GET /primary
//!     server a 10.0.0.1:6432 check port 8008
//!     server b 10.0.0.2:6432 check port 8008
//!
//! backend pg_standby
//!     mode tcp
//!     timeout connect 5s
//!     timeout server 1h
//!     option httpchk GET /replica
//!     server a 10.0.0.1:6432 check port 8008
//!     server b 10.0.0.2:6432 check port 8008
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::postgres::{Role, role_of};
use crate::topology::Topology;

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP102",
    name: "frontend-wrong-backend",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    for balancer in &topology.balancers {
        for frontend in &balancer.frontends {
            let role = role_of(frontend.proxy.name);
            for route in frontend.routes.iter().filter(|route| !route.conditional) {
                let backend = &balancer.backends[route.backend];
                let Some(rule) = route.rule else { continue };
                let (wanted, used) = match (role, backend.role) {
                    (Role::Read, Role::Write) => ("to read", "for writes"),
                    (Role::Write, Role::Read) => ("to write", "for reads"),
                    _ => continue,
                };
                let message = format!("`{}` is {wanted}, but `{}` is {used}", frontend.proxy.name, backend.proxy.name);
                let finding = report.find(rule.at(1), message);
                finding.section(rule.section().label());
                finding.related(backend.proxy.at, format!("`{}` is {used}", backend.proxy.name));
                for link in backend.links.iter().take(1) {
                    finding.path(topology.path_from(frontend.proxy.name, *link));
                }
                finding.help("lead it to the backend of its own kind; to another one only under a condition, such as `nbsrv()` of its own");
            }
        }
    }
}
