//! PgBouncer logs in as a user of its own choice, and has only a SCRAM secret of that user.
//!
//! `user=` of a database without `password=` makes PgBouncer look into the userlist. A SCRAM secret logs in to a server only with the keys of a client that has
//! logged in by SCRAM as the same user, and here there is none.
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
//! app = host=/run/postgresql user=pool
//!                                 ^^^^ PgBouncer has only a SCRAM secret of `pool`, and PostgreSQL db1:5432 asks for a password by `scram-sha-256`
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! ```
//! ```userlist and as=db1/userlist.txt
//! "app" "SCRAM-SHA-256$4096:c2FsdHNhbHRzYWx0c2FsdA==$uZ2Fv4R5YVmxTZ1uN2Zxb0d2a3J6b1pUcW5jY2V3b2M=:q3V5eG5rZ3ZwY2R3b2p2bXN1a3R6b2JxZWh1c3dpaGU="
//! "pool" "SCRAM-SHA-256$4096:c2FsdHNhbHRzYWx0c2FsdA==$uZ2Fv4R5YVmxTZ1uN2Zxb0d2a3J6b1pUcW5jY2V3b2M=:q3V5eG5rZ3ZwY2R3b2p2bXN1a3R6b2JxZWh1c3dpaGU="
//! ```
//! ```hba and as=db1/pg_hba.conf
//! local app pool scram-sha-256
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
//! app = host=/run/postgresql user=pool
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! ```
//! ```userlist and as=db1/userlist.txt
//! "app" "SCRAM-SHA-256$4096:c2FsdHNhbHRzYWx0c2FsdA==$uZ2Fv4R5YVmxTZ1uN2Zxb0d2a3J6b1pUcW5jY2V3b2M=:q3V5eG5rZ3ZwY2R3b2p2bXN1a3R6b2JxZWh1c3dpaGU="
//! "pool" "SCRAM-SHA-256$4096:c2FsdHNhbHRzYWx0c2FsdA==$uZ2Fv4R5YVmxTZ1uN2Zxb0d2a3J6b1pUcW5jY2V3b2M=:q3V5eG5rZ3ZwY2R3b2p2bXN1a3R6b2JxZWh1c3dpaGU="
//! ```
//! ```hba and as=db1/pg_hba.conf
//! local app pool peer map=pool
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::hba::admission::Decision;
use crate::product::pgbouncer::userlist::SecretKind;
use crate::topology::secrets::{Outcome, held_alone, towards_server};
use crate::topology::{Target, Topology};

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP302",
    name: "auth-scram-secret-forced",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    for (id, pooler) in topology.each_pooler() {
        let users = topology.users_of(pooler);
        for login in topology.logins(id, &users) {
            let entry = login.database.entry;
            let (Some(forced), Some(user)) = (entry.param("user"), login.known) else { continue };
            if entry.param("password").is_some() || user.kind != SecretKind::Scram {
                continue;
            }
            let message = format!("PgBouncer has only a SCRAM secret of {}", login.who());
            let (node, decision) = (topology.title(Target::Node(login.node)), login.decision(topology));
            let finding = match decision {
                Decision::Rule(rule) => match towards_server(rule.method.name, held_alone(user.kind)) {
                    Outcome::Fails(_) => {
                        let asked = format!("{message}, and {node} asks for a password by `{}`", rule.method.name);
                        let finding = report.find(forced.value_at, asked);
                        finding.level(if login.is_sure(topology) { Level::Error } else { Level::Warning });
                        finding.related(rule.method_at, "PostgreSQL asks like this")
                    }
                    _ => continue,
                },
                Decision::Open => {
                    let unseen = format!("{message}, with which it can log in only where {node} asks for no password");
                    report.find(forced.value_at, unseen).level(Level::Warning)
                }
                Decision::Nobody => continue,
            };
            login.witness(topology, finding);
            finding.related(user.name_at, "its secret");
            finding.help("give the entry a `password=`, or put the password itself into the userlist");
        }
    }
}
