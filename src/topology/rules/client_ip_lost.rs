//! An access rule of PgBouncer looks at addresses of clients, who come by HAProxy and so from another one.
//!
//! PgBouncer sees the address of HAProxy. A `reject` for a network does not keep out who comes by HAProxy, and a rule for clients of a PgBouncer that only
//! listens on the loopback address never matches.
//!
//! ```haproxy bad as=lb/haproxy.cfg
//! listen pg_primary
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     source 10.0.0.10
//!     option httpchk GET /primary
//!     server a db1:6432 check port 8008
//! ```
//! ```pgbouncer and as=db1/pgbouncer.ini
//! [databases]
//! app = host=/run/postgresql
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = hba
//! auth_file = userlist.txt
//! auth_hba_file = pgbouncer_hba.conf
//! ```
//! ```userlist and as=db1/userlist.txt
//! "app" "SCRAM-SHA-256$4096:c2FsdHNhbHRzYWx0c2FsdA==$uZ2Fv4R5YVmxTZ1uN2Zxb0d2a3J6b1pUcW5jY2V3b2M=:q3V5eG5rZ3ZwY2R3b2p2bXN1a3R6b2JxZWh1c3dpaGU="
//! ```
//! ```pgbouncer-hba and as=db1/pgbouncer_hba.conf
//! host all all 10.0.9.0/24 reject
//!                          ^^^^^^ clients of 10.0.9.0/24 are not kept out: those who come by HAProxy come from 10.0.0.10
//! host all all 10.0.0.0/24 scram-sha-256
//! ```
//! ```haproxy good as=lb/haproxy.cfg
//! listen pg_primary
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     source 10.0.0.10
//!     option httpchk GET /primary
//!     server a db1:6432 check port 8008
//! ```
//! ```pgbouncer and as=db1/pgbouncer.ini
//! [databases]
//! app = host=/run/postgresql
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = hba
//! auth_file = userlist.txt
//! auth_hba_file = pgbouncer_hba.conf
//! ```
//! ```userlist and as=db1/userlist.txt
//! "app" "SCRAM-SHA-256$4096:c2FsdHNhbHRzYWx0c2FsdA==$uZ2Fv4R5YVmxTZ1uN2Zxb0d2a3J6b1pUcW5jY2V3b2M=:q3V5eG5rZ3ZwY2R3b2p2bXN1a3R6b2JxZWh1c3dpaGU="
//! ```
//! ```pgbouncer-hba and as=db1/pgbouncer_hba.conf
//! host all all 10.0.0.99/32 reject
//! host all all 10.0.0.10/32 scram-sha-256
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::hba::{Address, Name, NameKind, Rule as Line};
use crate::topology::Topology;
use crate::topology::access::{Origin, is_only_for};
use rustc_hash::FxHashSet;

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP311",
    name: "client-ip-lost",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    let mut told = FxHashSet::default();
    for (id, pooler) in topology.each_pooler() {
        let reads = pooler.ini.text("auth_type") == "hba" && !pooler.links.is_empty();
        let Some(file) = pooler.hba.filter(|file| reads && file.is_whole()) else { continue };
        let origins: Vec<_> = pooler.links.iter().map(|link| (*link, topology.origin_of_link(topology.link(*link)))).collect();
        let lonely = !pooler.is_open() && pooler.ini.given("listen_addr").is_some();
        let checks = topology.check_users(pooler);
        for (index, rule) in file.rules.iter().enumerate() {
            let Address::Network(network) = &rule.address else { continue };
            // One address is a host: an administrator's, say, who comes straight.
            let is_range = network.bits().is_some_and(|bits| bits < if network.v6 { 128 } else { 32 });
            if rule.is_dead
                || network.is_loopback()
                || !is_range
                || origins.iter().any(|(_, origin)| !origin.told || origin.may_match(rule))
            {
                continue;
            }
            let lets_in = |later: &Line<'_>, origin: &Origin| {
                later.allows() && origin.may_match(later) && overlap(rule, later) && !is_only_for(later, &checks)
            };
            let open = origins.iter().find(|(link, origin)| {
                let public = topology.public_frontend(topology.link(*link)).is_some();
                public && file.rules[index + 1..].iter().any(|later| lets_in(later, origin))
            });
            let (at, message, origin) = match (open, origins.first()) {
                (Some((link, origin)), _) if !rule.allows() => {
                    let from = origin.title();
                    let message = format!("clients of {network} are not kept out: those who come by HAProxy come from {from}");
                    (rule.method_at, message, (link, origin))
                }
                (_, Some((link, origin))) if lonely => {
                    let message = format!("nobody comes from {network}: PgBouncer listens for its own host only");
                    (rule.address_at, message, (link, origin))
                }
                _ => continue,
            };
            let (link, origin) = origin;
            if !told.insert(at) {
                continue;
            }
            let finding = report.find(at, message);
            finding.path(topology.pooler_path(id, *link));
            finding.related(topology.link(*link).at(topology), "leads to this PgBouncer");
            if let Some(at) = origin.at {
                finding.related(at, "the address that PgBouncer sees");
            }
            finding.help("look at the addresses of clients in HAProxy: `tcp-request connection reject if { src … }`");
        }
    }
}

/// Whether the two rules may be for the same user and database.
fn overlap(rule: &Line<'_>, other: &Line<'_>) -> bool {
    let joint = |one: &[Name<'_>], other: &[Name<'_>]| {
        one.iter().any(|one| {
            one.kind != NameKind::Plain || other.iter().any(|other| other.kind != NameKind::Plain || other.word.text == one.word.text)
        })
    };
    joint(&rule.databases, &other.databases) && joint(&rule.users, &other.users)
}
