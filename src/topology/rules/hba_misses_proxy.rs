//! The access rules of a PgBouncer have no line for the HAProxy in front of it.
//!
//! PgBouncer sees the address of HAProxy, not that of the client. Without a rule for that address every session that comes this way is refused; a check may
//! get through all the same, so that the server stays up.
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
//! host app app 10.0.1.0/24 scram-sha-256
//!              ^^^^^^^^^^^ no rule lets in who comes from 10.0.0.10, the address of HAProxy
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
//! host app app 10.0.0.10/32 scram-sha-256
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::hba::Rule as Line;
use crate::product::hba::admission::Peer;
use crate::topology::Topology;
use crate::topology::access::is_only_for;
use rustc_hash::FxHashSet;

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP304",
    name: "hba-misses-proxy",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    // One file may be used on several hosts.
    let mut told = FxHashSet::default();
    for (id, pooler) in topology.each_pooler() {
        let Some(file) = pooler.hba.filter(|file| file.is_whole() && !file.rules.is_empty()) else { continue };
        if pooler.ini.text("auth_type") != "hba" {
            continue;
        }
        let checks = topology.check_users(pooler);
        let is_check = |rule: &Line<'_>| is_only_for(rule, &checks);
        for link_id in &pooler.links {
            let link = topology.link(*link_id);
            // The user of a check is another rule's.
            if topology.only_checks(link) {
                continue;
            }
            let origin = topology.origin_of_link(link);
            if file.rules.iter().any(|rule| rule.allows() && !rule.is_dead && origin.may_match(rule) && !is_check(rule))
                || !told.insert((file.id, origin.title()))
            {
                continue;
            }
            let nearest = file.rules.iter().find(|rule| rule.allows() && rule.is_remote() && !is_check(rule));
            let at = nearest.map_or_else(|| file.rules[0].at, |rule| rule.address_at);
            let message = format!("no rule lets in who comes from {}, the address of HAProxy", origin.title());
            let finding = report.find(at, message);
            finding.level(if pooler.placed { Level::Error } else { Level::Warning });
            finding.path(topology.pooler_path(id, *link_id));
            finding.related(link.at(topology), "leads to this PgBouncer");
            if let Some(at) = origin.at {
                finding.related(at, "where its connections come from");
            }
            finding.related(pooler.ini.place_of("auth_hba_file"), "PgBouncer reads these rules");
            finding.help(match origin.peers.as_slice() {
                [Peer::Address(address)] => format!("add a rule for `{address}/{}`", if address.is_ipv4() { 32 } else { 128 }),
                _ => "add a rule for the address of HAProxy".to_owned(),
            });
        }
    }
}
