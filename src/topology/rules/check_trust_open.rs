//! A PgBouncer trusts the user of the check by the address of HAProxy, which is the address of every client of HAProxy too.
//!
//! PgBouncer sees where a connection comes from, and sessions and checks come from the same place. Whoever reaches the port logs in as the user of the check,
//! without a password, and a few idle sessions of that user take the places in the pool that the check needs: then the servers are down.
//!
//! ```haproxy bad as=lb/haproxy.cfg
//! listen pg_primary
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     source 10.0.0.10
//!     option tcp-check
//!     tcp-check connect
//!     tcp-check send-binary 00000023000300007573657200636865636b00646174616261736500636865636b0000 comment login
//!     tcp-check expect binary 5a0000000549 comment ready
//!     tcp-check send-binary 510000001f73656c6563742070675f69735f696e5f7265636f76657279282900 comment query
//!     tcp-check expect binary 440000000b00010000000166 comment primary
//!     server a db1:6432 check
//! ```
//! ```pgbouncer and as=db1/pgbouncer.ini
//! [databases]
//! app = host=/run/postgresql
//! check = host=/run/postgresql
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = hba
//! auth_file = userlist.txt
//! auth_hba_file = pgbouncer_hba.conf
//! ```
//! ```userlist and as=db1/userlist.txt
//! "app" "SCRAM-SHA-256$4096:c2FsdHNhbHRzYWx0c2FsdA==$uZ2Fv4R5YVmxTZ1uN2Zxb0d2a3J6b1pUcW5jY2V3b2M=:q3V5eG5rZ3ZwY2R3b2p2bXN1a3R6b2JxZWh1c3dpaGU="
//! "check" "SCRAM-SHA-256$4096:c2FsdHNhbHRzYWx0c2FsdA==$uZ2Fv4R5YVmxTZ1uN2Zxb0d2a3J6b1pUcW5jY2V3b2M=:q3V5eG5rZ3ZwY2R3b2p2bXN1a3R6b2JxZWh1c3dpaGU="
//! ```
//! ```pgbouncer-hba and as=db1/pgbouncer_hba.conf
//! host app app 10.0.0.10/32 scram-sha-256
//! host check check 10.0.0.10/32 trust
//!                               ^^^^^ whoever reaches port 5432 of HAProxy is let in by PgBouncer as `check`, like the health check, without a password
//! ```
//! ```haproxy good as=lb/haproxy.cfg
//! listen pg_primary
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     source 10.0.0.10
//!     option tcp-check
//!     tcp-check connect
//!     tcp-check send-binary 00000023000300007573657200636865636b00646174616261736500636865636b0000 comment login
//!     tcp-check expect binary 520000000800000003 comment password
//!     tcp-check send-binary 70000000146b6570742d696e2d612d7661756c7400
//!     tcp-check expect binary 5a0000000549 comment ready
//!     tcp-check send-binary 510000001f73656c6563742070675f69735f696e5f7265636f76657279282900 comment query
//!     tcp-check expect binary 440000000b00010000000166 comment primary
//!     server a db1:6432 check
//! ```
//! ```pgbouncer and as=db1/pgbouncer.ini
//! [databases]
//! app = host=/run/postgresql
//! check = host=/run/postgresql
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = hba
//! auth_file = userlist.txt
//! auth_hba_file = pgbouncer_hba.conf
//! ```
//! ```userlist and as=db1/userlist.txt
//! "app" "SCRAM-SHA-256$4096:c2FsdHNhbHRzYWx0c2FsdA==$uZ2Fv4R5YVmxTZ1uN2Zxb0d2a3J6b1pUcW5jY2V3b2M=:q3V5eG5rZ3ZwY2R3b2p2bXN1a3R6b2JxZWh1c3dpaGU="
//! "check" "SCRAM-SHA-256$4096:c2FsdHNhbHRzYWx0c2FsdA==$uZ2Fv4R5YVmxTZ1uN2Zxb0d2a3J6b1pUcW5jY2V3b2M=:q3V5eG5rZ3ZwY2R3b2p2bXN1a3R6b2JxZWh1c3dpaGU="
//! ```
//! ```pgbouncer-hba and as=db1/pgbouncer_hba.conf
//! host app app 10.0.0.10/32 scram-sha-256
//! host check check 10.0.0.10/32 password
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::hba::{NameKind, Rule as Line};
use crate::text::printable;
use crate::topology::access::{Entrance, Origin, is_only_for};
use crate::topology::{Pooler, Topology};
use rustc_hash::FxHashSet;

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP316",
    name: "check-trust-open",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    // One file may be used on several hosts.
    let mut told = FxHashSet::default();
    for (id, pooler) in topology.each_pooler() {
        let Some(file) = pooler.hba.filter(|_| pooler.ini.text("auth_type") == "hba") else { continue };
        let checks = topology.check_users(pooler);
        let users = topology.users_of(pooler);
        // Whom else it trusts is the matter of another rule.
        let trusting: Vec<&Line<'_>> = file.rules.iter().filter(|rule| rule.method.name == "trust" && is_only_for(rule, &checks)).collect();
        for rule in trusting {
            // PgBouncer refuses who is not in its userlist, unless it asks PostgreSQL for him.
            let known = |user: &&String| {
                rule.users.iter().any(|name| name.word.text == user.as_str()) && (!users.complete || users.get(user).is_some())
            };
            for link_id in &pooler.links {
                let link = topology.link(*link_id);
                // A server that is disabled carries no sessions.
                let Some(frontend) = topology.public_frontend(link).filter(|_| link.active || link.backup) else { continue };
                let origin = topology.origin_of_link(link);
                let Some((user, database)) =
                    checks.iter().filter(known).find_map(|user| Some((user, entered(topology, pooler, rule, user, &origin)?)))
                else {
                    continue;
                };
                if !told.insert(rule.method_at) {
                    continue;
                }
                let listener = topology.balancer(link.balancer).model.listeners(frontend).find(|listener| !listener.endpoint.is_loopback());
                let port = listener.as_ref().and_then(|listener| listener.endpoint.port).unwrap_or("?");
                let message = format!(
                    "whoever reaches port {port} of HAProxy is let in by PgBouncer as `{}`, like the health check, without a password",
                    printable(user)
                );
                let finding = report.find(rule.method_at, message);
                finding.level(if pooler.placed { Level::Error } else { Level::Warning });
                finding.path(format!("{} → database {}", topology.pooler_path(id, *link_id), printable(&database)));
                if let Some(listener) = listener {
                    finding.related(listener.at, "HAProxy listens here");
                }
                finding.related(link.at(topology), "leads to this PgBouncer");
                if let Some(at) = origin.at {
                    finding.related(at, "the address that PgBouncer sees, of sessions as of checks");
                }
                finding.covers("hba-trust");
                finding.help(
                    "let the check send a password, by the method `password` here and a `tcp-check send-binary` that answers it; \
                     or let checks come from an address of their own: `source` in a backend that only checks, and `track` in this one",
                );
            }
        }
    }
}

/// The database that `user` is let in to by `rule`, wherever of `origin` he comes from.
fn entered(topology: &Topology<'_>, pooler: &Pooler<'_>, rule: &Line<'_>, user: &str, origin: &Origin) -> Option<String> {
    let trusted = |database: &str| {
        let enters = |peer| {
            let from = Origin { peers: vec![peer], ..origin.clone() };
            matches!(topology.entrance(pooler, Some(database), Some(user), &from), Entrance::Method("trust", at, _) if at == rule.method_at)
        };
        origin.peers.iter().copied().all(enters)
    };
    let named = pooler.databases.iter().map(|database| database.entry).filter(|entry| !entry.is_fallback()).map(|entry| entry.name);
    let any = pooler.databases.iter().any(|database| database.entry.is_fallback());
    let plain = rule.databases.iter().filter(|name| name.kind == NameKind::Plain).map(|name| &*name.word.text);
    let by_fallback = plain.chain([user]).filter(|name| any && *name != "pgbouncer");
    named.chain(by_fallback).find(|database| trusted(database)).map(str::to_owned)
}
