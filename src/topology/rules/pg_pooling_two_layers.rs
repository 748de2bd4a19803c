//! HAProxy cuts idle connections of a PgBouncer that has it between itself and PostgreSQL.
//!
//! PgBouncer keeps server connections for `server_idle_timeout`. HAProxy ends those that carry nothing for its own, shorter time: the pool is
//! empty when clients come back, and a query that runs longer than that dies.
//!
//! ```haproxy bad as=lb/haproxy.cfg
//! listen pg
//!     mode tcp
//!     bind 10.0.0.10:5432
//!     timeout client 5m
//!     ^^^^^^^^^^^^^^^^^ HAProxy ends connections of the pools of PgBouncer app1:6432 that are silent for 5 min, before `server_idle_timeout` 10 min
//!     timeout connect 5s
//!     timeout server 5m
//!     option httpchk GET /primary
//!     server db1 10.0.0.1:5432 check port 8008
//! ```
//! ```pgbouncer and as=app1/pgbouncer.ini
//! [databases]
//! app = host=lb
//! [pgbouncer]
//! listen_addr = *
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! ```
//! ```haproxy good as=lb/haproxy.cfg
//! listen pg
//!     mode tcp
//!     bind 10.0.0.10:5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     option httpchk GET /primary
//!     server db1 10.0.0.1:5432 check port 8008
//! ```
//! ```pgbouncer and as=app1/pgbouncer.ini
//! [databases]
//! app = host=lb
//! [pgbouncer]
//! listen_addr = *
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::topology::{Target, Topology};

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP157",
    name: "pg-pooling-two-layers",
    level: Level::Info,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    let mut told = Vec::new();
    for (id, pooler) in topology.each_pooler() {
        let Some(idle) = topology.pooler_timer(id, "server_idle_timeout") else { continue };
        let ends = pooler.databases.iter().flat_map(|database| database.ends.iter().map(move |end| (database, end)));
        for (database, end) in ends {
            let Target::Balancer(balancer) = end.target else { continue };
            let Some(silence) = topology.silence_at(balancer, end.port).filter(|silence| silence.ms < idle.ms) else { continue };
            if told.contains(&(silence.at, idle.at)) {
                continue;
            }
            told.push((silence.at, idle.at));
            let pooler = topology.title(Target::Pooler(id));
            let message = format!(
                "HAProxy ends connections of the pools of {pooler} that are silent for {}, before {}",
                silence.time(),
                idle.shown()
            );
            let finding = report.find(silence.at, message);
            finding.path(topology.database_path(id, database));
            finding.sum(format!("HAProxy: {}", silence.shown())).sum(format!("{pooler}: {}", idle.shown()));
            finding.related(end.at, format!("{pooler} leads to HAProxy")).related(idle.at, idle.shown());
            finding.help("set `server_idle_timeout` below the timeouts of HAProxy, or those above it");
        }
    }
}
