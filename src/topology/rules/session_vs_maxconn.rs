//! HAProxy sends more sessions to a PgBouncer than it has server connections, and each session holds one of them to its end.
//!
//! With `pool_mode = session` a client keeps its server connection for as long as it is there. The others wait in PgBouncer, are cut after
//! `query_wait_timeout`, and HAProxy takes the server for one with room.
//!
//! ```haproxy bad
//! listen pg
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     server db 10.0.0.1:6432 check maxconn 80
//!                                   ^^^^^^^^^^ HAProxy sends up to 80 sessions to PgBouncer 10.0.0.1:6432, whose pools have 20 connections, one for each session
//! ```
//! ```pgbouncer and
//! [databases]
//! app = host=127.0.0.1 user=app
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! pool_mode = session
//! max_client_conn = 100
//! default_pool_size = 20
//! ```
//! ```haproxy good
//! listen pg
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     option httpchk GET /primary
//!     server db 10.0.0.1:6432 check port 8008 maxconn 80
//! ```
//! ```pgbouncer and
//! [databases]
//! app = host=127.0.0.1 user=app
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! pool_mode = transaction
//! max_client_conn = 100
//! default_pool_size = 20
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::topology::budget::balancer::Opening;
use crate::topology::budget::pools::Counted;
use crate::topology::budget::{Most, Sum};
use crate::topology::{Pooler, PoolerId, Target, Topology};

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP156",
    name: "session-vs-maxconn",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    for (id, pooler) in topology.each_pooler().filter(|(_, pooler)| pooler.ini.complete && is_session_only(pooler)) {
        let databases: Vec<usize> = (0..pooler.databases.len()).collect();
        let pools = topology.pools(id, &databases, Counted::AllUsers);
        let Most::Number(room) = pools.most else { continue };
        let clients = u64::try_from(pooler.ini.int("max_client_conn")).unwrap_or(0);
        for opening in topology.openings(&pooler.links) {
            let Most::Number(sessions) = opening.sessions.most else { continue };
            // Where PgBouncer refuses the rest, another rule tells.
            if room > 0 && sessions > room && sessions <= clients && has_own_bound(topology, &opening) {
                tell(topology, id, &opening, sessions, &pools, report);
            }
        }
    }
}

/// Whether every client holds its server connection to the end. With `*` there are as many pools as clients ask for.
fn is_session_only(pooler: &Pooler<'_>) -> bool {
    let general = pooler.ini.text("pool_mode");
    let mode =
        |entry: &crate::product::pgbouncer::ini::Entry<'_>| entry.get("pool_mode").unwrap_or(general).eq_ignore_ascii_case("session");
    let named = pooler.databases.iter().all(|database| !database.entry.is_fallback() && mode(database.entry));
    let users = pooler.ini.users.iter().all(|entry| entry.param("pool_mode").is_none());
    named && users && !pooler.databases.is_empty()
}

/// Whether somebody said how many sessions a server line may have.
fn has_own_bound(topology: &Topology<'_>, opening: &Opening) -> bool {
    opening.links.iter().any(|link| topology.link(*link).option(topology, "maxconn").is_some())
}

fn tell(topology: &Topology<'_>, id: PoolerId, opening: &Opening, sessions: u64, pools: &Sum, report: &mut Report) {
    let ini = topology.pooler(id).ini;
    let title = topology.title(Target::Pooler(id));
    let room = pools.most.number().unwrap_or_default();
    let message = format!("HAProxy sends up to {sessions} sessions to {title}, whose pools have {room} connections, one for each session");
    let at = opening.sessions.at().unwrap_or_else(|| topology.link(opening.links[0]).at(topology));
    let finding = report.find(at, message);
    for link in &opening.links {
        finding.path(topology.path_through(*link));
    }
    finding.sum(opening.sessions.shown(&topology.title(Target::Balancer(opening.balancer))));
    for term in &opening.sessions.terms {
        finding.related(term.at, term.text.clone());
    }
    let mode = ini.place_of("pool_mode");
    finding.related(mode, "a session holds its server connection to the end (`pool_mode` session)");
    super::budget_pgbouncer_postgres::show(finding, pools, &title);
    finding
        .help(format!("let no more than {room} sessions through with `maxconn`, or use `pool_mode = transaction` if the clients bear it"));
}
