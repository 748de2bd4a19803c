//! PgBouncer demands TLS of a PostgreSQL that has none.
//!
//! With `server_tls_sslmode = require` or stricter PgBouncer hangs up when the server refuses TLS: it logs `server refused SSL`, and no client gets a connection.
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
//! server_tls_sslmode = require
//!                      ^^^^^^^ PgBouncer demands TLS, and PostgreSQL db1:5432 has `ssl = off`
//! ```
//! ```userlist and as=db1/userlist.txt
//! "app" "SCRAM-SHA-256$4096:c2FsdHNhbHRzYWx0c2FsdA==$uZ2Fv4R5YVmxTZ1uN2Zxb0d2a3J6b1pUcW5jY2V3b2M=:q3V5eG5rZ3ZwY2R3b2p2bXN1a3R6b2JxZWh1c3dpaGU="
//! ```
//! ```postgresql and as=db1/postgresql.conf
//! listen_addresses = '*'
//! ssl = off
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
//! ```postgresql and as=db1/postgresql.conf
//! listen_addresses = '*'
//! ssl = on
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::hba::admission::Peer;
use crate::text::{Location, Span};
use crate::topology::{Target, Topology};
use rustc_hash::FxHashSet;

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP306",
    name: "tls-server-vs-pg",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    for (id, pooler) in topology.each_pooler() {
        let demands = pooler.ini.given("server_tls_sslmode").filter(|_| pooler.demands_server_tls());
        let Some(setting) = demands else { continue };
        let ends = pooler.databases.iter().flat_map(|database| database.ends.iter().map(move |end| (database, end)));
        let mut told = FxHashSet::default();
        for (database, end) in ends {
            let Target::Node(node) = end.target else { continue };
            let by_socket = topology.origin_of_end(pooler, database, end).peers == [Peer::Socket];
            if by_socket || topology.node_ssl(node) != Some(false) || !told.insert(node) {
                continue;
            }
            let Some(conf) = topology.node(node).conf else { continue };
            let message = format!("PgBouncer demands TLS, and {} has `ssl = off`", topology.title(end.target));
            let finding = report.find(setting.value_at, message);
            finding.level(if pooler.placed { Level::Error } else { Level::Warning });
            finding.path(topology.access_path(id, database));
            topology.led_here(id, finding);
            finding.related(end.at, "leads to this PostgreSQL");
            let place = conf.entry("ssl").map_or_else(|| Location::new(conf.file, Span::empty(0)), |entry| entry.value_at);
            finding.related(place, if conf.entry("ssl").is_some() { "no TLS" } else { "`ssl` is off by default" });
            finding.help("set `ssl = on` with a certificate in postgresql.conf");
        }
    }
}
