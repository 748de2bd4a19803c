//! An access rule lets PgBouncer, or its clients, in by TLS only, and they do not use it.
//!
//! A `hostssl` rule matches nothing that comes without TLS. PgBouncer comes without it where `server_tls_sslmode` is `disable`, the default before 1.20, and by
//! loopback too; its own clients do where `client_tls_sslmode` is `disable`, the default.
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
//! app = host=127.0.0.1
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! server_tls_sslmode = disable
//!                      ^^^^^^^ PgBouncer comes without TLS, and PostgreSQL db1:5432 lets `app` in to database `app` only by TLS
//! ```
//! ```userlist and as=db1/userlist.txt
//! "app" "SCRAM-SHA-256$4096:c2FsdHNhbHRzYWx0c2FsdA==$uZ2Fv4R5YVmxTZ1uN2Zxb0d2a3J6b1pUcW5jY2V3b2M=:q3V5eG5rZ3ZwY2R3b2p2bXN1a3R6b2JxZWh1c3dpaGU="
//! ```
//! ```hba and as=db1/pg_hba.conf
//! hostssl app app 127.0.0.1/32 scram-sha-256
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
//! app = host=127.0.0.1
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! server_tls_sslmode = require
//! ```
//! ```userlist and as=db1/userlist.txt
//! "app" "SCRAM-SHA-256$4096:c2FsdHNhbHRzYWx0c2FsdA==$uZ2Fv4R5YVmxTZ1uN2Zxb0d2a3J6b1pUcW5jY2V3b2M=:q3V5eG5rZ3ZwY2R3b2p2bXN1a3R6b2JxZWh1c3dpaGU="
//! ```
//! ```hba and as=db1/pg_hba.conf
//! hostssl app app 127.0.0.1/32 scram-sha-256
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::hba::admission::Peer;
use crate::text::printable;
use crate::topology::{Pooler, Target, Topology};
use rustc_hash::FxHashSet;

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP307",
    name: "tls-hostssl-vs-disable",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    for (id, pooler) in topology.each_pooler() {
        clients(topology, pooler, report);
        let users = topology.users_of(pooler);
        let mut told = FxHashSet::default();
        for login in topology.logins(id, &users).iter().filter(|login| login.tls == Some(false) && login.origin.peers != [Peer::Socket]) {
            let by_tls = login.decision_with(topology, Some(true)).rule().filter(|rule| rule.allows() && rule.kind.text == "hostssl");
            let Some(rule) = by_tls.filter(|_| login.decision(topology).refuses()) else { continue };
            if !told.insert((login.database.entry.name_at, login.node)) {
                continue;
            }
            let database = login.name.map_or_else(|| "any database".to_owned(), |name| format!("database `{}`", printable(name)));
            let (node, who) = (topology.title(Target::Node(login.node)), login.who());
            let message = format!("PgBouncer comes without TLS, and {node} lets {who} in to {database} only by TLS");
            let finding = report.find(pooler.ini.place_of("server_tls_sslmode"), message);
            finding.level(if login.is_sure(topology) { Level::Error } else { Level::Warning });
            login.witness(topology, finding);
            finding.related(rule.kind.at, "this rule is for TLS only");
            finding.help("set `server_tls_sslmode = require`, or make it a `host` rule");
        }
    }
}

/// Rules for TLS in the file of a PgBouncer that offers none.
fn clients(topology: &Topology<'_>, pooler: &Pooler<'_>, report: &mut Report) {
    let reads = pooler.ini.text("auth_type") == "hba" && topology.tls_of_clients(pooler) == Some(false);
    let Some(file) = pooler.hba.filter(|_| reads) else { return };
    for rule in file.rules.iter().filter(|rule| rule.kind.text == "hostssl" && rule.allows()) {
        let finding = report.find(rule.kind.at, "this rule is for TLS only, and PgBouncer offers its clients none");
        finding.level(Level::Warning).related(pooler.ini.place_of("client_tls_sslmode"), "`client_tls_sslmode` is `disable`");
        finding.help("set `client_tls_sslmode` with a key and a certificate, or make it a `host` rule");
    }
}
