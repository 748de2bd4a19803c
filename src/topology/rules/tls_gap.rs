//! One part of the way from the client to PostgreSQL is encrypted, and the other one is not.
//!
//! Whoever can listen on the network reads on the open part what the other one hides: queries, rows, and with them secrets.
//!
//! ```pgbouncer bad as=db1/pgbouncer.ini
//! [databases]
//! app = host=db2
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! client_tls_sslmode = require
//! client_tls_key_file = /etc/ssl/key.pem
//! client_tls_cert_file = /etc/ssl/cert.pem
//! server_tls_sslmode = disable
//!                      ^^^^^^^ clients come by TLS, and the way on to PostgreSQL db2:5432 is not encrypted
//! ```
//! ```postgresql and as=db2/postgresql.conf
//! listen_addresses = '*'
//! ```
//! ```pgbouncer good as=db1/pgbouncer.ini
//! [databases]
//! app = host=db2
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! client_tls_sslmode = require
//! client_tls_key_file = /etc/ssl/key.pem
//! client_tls_cert_file = /etc/ssl/cert.pem
//! server_tls_sslmode = require
//! ```
//! ```postgresql and as=db2/postgresql.conf
//! listen_addresses = '*'
//! ssl = on
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::topology::{Pooler, Target, Topology};
use rustc_hash::FxHashSet;

/// The rule.
pub static RULE: Rule =
    Rule { id: "TOP309", name: "tls-gap", level: Level::Warning, upstream: Upstream::Silent, since: "0.2.0", check: Check::Whole(check) };

fn check(topology: &Topology<'_>, report: &mut Report) {
    for (id, pooler) in topology.each_pooler().filter(|(_, pooler)| pooler.placed) {
        let (clients, demands) = (topology.tls_of_clients(pooler), pooler.demands_server_tls());
        let mut told = FxHashSet::default();
        for database in &pooler.databases {
            for end in &database.ends {
                let Target::Node(node) = end.target else { continue };
                if !topology.are_apart(pooler.host, end.host) || !told.insert(node) {
                    continue;
                }
                let origin = topology.origin_of_end(pooler, database, end);
                let title = topology.title(end.target);
                let open_server = clients == Some(true) && topology.tls_to_node(pooler, &origin, node) == Some(false);
                let open_client = clients == Some(false) && demands && comes_from_afar(topology, pooler);
                let (at, message) = if open_server {
                    let message = format!("clients come by TLS, and the way on to {title} is not encrypted");
                    (pooler.ini.place_of("server_tls_sslmode"), message)
                } else if open_client {
                    let message = format!("the way on to {title} is encrypted, and clients cannot come by TLS");
                    (pooler.ini.place_of("client_tls_sslmode"), message)
                } else {
                    continue;
                };
                let finding = report.find(at, message);
                finding.path(topology.access_path(id, database));
                topology.led_here(id, finding);
                finding.related(end.at, "on another host");
                let other = if open_server { "client_tls_sslmode" } else { "server_tls_sslmode" };
                finding.related(pooler.ini.place_of(other), "the part that is encrypted");
                finding.help("encrypt both parts of the way");
            }
        }
    }
}

/// Whether a HAProxy of another host leads to `pooler`.
fn comes_from_afar(topology: &Topology<'_>, pooler: &Pooler<'_>) -> bool {
    pooler.links.iter().any(|link| topology.are_apart(topology.balancer(topology.link(*link).balancer).host, pooler.host))
}
