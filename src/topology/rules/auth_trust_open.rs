//! A port of HAProxy that is open to the network leads to a PgBouncer that asks nobody for a password.
//!
//! PgBouncer sees the address of HAProxy and nothing of the client: whoever reaches the port is whom they say they are, and PgBouncer logs in to PostgreSQL for
//! them.
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
//! auth_type = trust
//!             ^^^^^ whoever reaches port 5432 of HAProxy is let in by PgBouncer without a password
//! auth_file = userlist.txt
//! ```
//! ```userlist and as=db1/userlist.txt
//! "app" "kept-in-a-vault"
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
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! ```
//! ```userlist and as=db1/userlist.txt
//! "app" "kept-in-a-vault"
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::hba::admission::Match;
use crate::product::hba::{NameKind, Rule as Line};
use crate::text::Location;
use crate::topology::access::{Origin, is_only_for};
use crate::topology::{Pooler, Topology};
use rustc_hash::FxHashSet;

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP310",
    name: "auth-trust-open",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    let mut told = FxHashSet::default();
    for pooler in &topology.poolers {
        let checks = topology.check_users(pooler);
        for link_id in &pooler.links {
            let link = topology.link(*link_id);
            let origin = topology.origin_of_link(link);
            for (at, rule) in open_doors(pooler, &origin, &checks) {
                let Some(frontend) = topology.public_frontend(link).filter(|_| told.insert(at)) else { continue };
                let listener = topology.balancer(link.balancer).model.listeners(frontend).find(|listener| !listener.endpoint.is_loopback());
                let port = listener.as_ref().and_then(|listener| listener.endpoint.port).unwrap_or("?");
                let message = format!("whoever reaches port {port} of HAProxy is let in by PgBouncer without a password");
                let finding = report.find(at, message);
                finding.level(if pooler.placed { Level::Error } else { Level::Warning });
                finding.path(topology.path_through(*link_id));
                if let Some(listener) = listener {
                    finding.related(listener.at, "HAProxy listens here");
                }
                finding.related(link.at(topology), "leads to this PgBouncer");
                if let Some(at) = origin.at {
                    finding.related(at, "the address that PgBouncer sees");
                }
                finding.covers(if rule { "hba-trust" } else { "auth-type-trust-any" });
                finding.help("let clients log in by `scram-sha-256`");
            }
        }
    }
}

/// Where `pooler` lets in without a password who comes from `origin`, and whether that is an access rule.
fn open_doors(pooler: &Pooler<'_>, origin: &Origin, checks: &[String]) -> Vec<(Location, bool)> {
    match (pooler.ini.text("auth_type"), pooler.ini.given("auth_type"), pooler.hba) {
        ("trust" | "any", Some(setting), _) => vec![(setting.value_at, false)],
        ("hba", _, Some(file)) if file.is_whole() => {
            let open = file
                .rules
                .iter()
                .filter(|rule| rule.method.name == "trust" && !rule.is_dead && !is_only_for(rule, checks) && !is_console(rule));
            let certain = open.filter(|rule| origin.peers.iter().all(|peer| rule.address_matches(*peer) == Match::Yes));
            certain.map(|rule| (rule.method_at, true)).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether `rule` is for the console alone.
fn is_console(rule: &Line<'_>) -> bool {
    rule.databases.iter().all(|name| name.kind == NameKind::Plain && name.word.text == "pgbouncer")
}
