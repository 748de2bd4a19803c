//! The access rules of PostgreSQL have no line for the PgBouncer in front of it.
//!
//! A client logs in to PgBouncer, and the connection behind it is refused: `no pg_hba.conf entry for host …`. The address that counts is that of PgBouncer, or
//! the Unix socket where it comes by that.
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
//! ^^^ PostgreSQL db1:5432 has no access rule that lets `app` in to database `app` from the Unix socket
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! ```
//! ```userlist and as=db1/userlist.txt
//! "app" "SCRAM-SHA-256$4096:c2FsdHNhbHRzYWx0c2FsdA==$uZ2Fv4R5YVmxTZ1uN2Zxb0d2a3J6b1pUcW5jY2V3b2M=:q3V5eG5rZ3ZwY2R3b2p2bXN1a3R6b2JxZWh1c3dpaGU="
//! ```
//! ```hba and as=db1/pg_hba.conf
//! host app app 10.0.0.0/24 scram-sha-256
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
//! "app" "SCRAM-SHA-256$4096:c2FsdHNhbHRzYWx0c2FsdA==$uZ2Fv4R5YVmxTZ1uN2Zxb0d2a3J6b1pUcW5jY2V3b2M=:q3V5eG5rZ3ZwY2R3b2p2bXN1a3R6b2JxZWh1c3dpaGU="
//! ```
//! ```hba and as=db1/pg_hba.conf
//! local app app scram-sha-256
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::text::{Location, printable};
use crate::topology::logins::Login;
use crate::topology::{NodeId, Target, Topology};
use rustc_hash::{FxHashMap, FxHashSet};

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP305",
    name: "pg-hba-misses-pgbouncer",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    for (id, pooler) in topology.each_pooler() {
        let users = topology.users_of(pooler);
        let logins = topology.logins(id, &users);
        let mut groups: FxHashMap<(Location, NodeId), Vec<&Login<'_, '_>>> = FxHashMap::default();
        let mut served: FxHashSet<&str> = FxHashSet::default();
        for login in &logins {
            groups.entry((login.database.entry.name_at, login.node)).or_default().push(login);
            if let Some(user) = login.user.filter(|_| !is_refused(topology, login)) {
                served.insert(user);
            }
        }
        for group in groups.values() {
            let refused: Vec<&Login<'_, '_>> = group.iter().copied().filter(|login| is_refused(topology, login)).collect();
            let Some(first) = refused.first() else { continue };
            if refused.len() == group.len() {
                let level = if first.is_sure(topology) { Level::Error } else { Level::Warning };
                tell(topology, first, level, report);
            } else {
                // Who gets in elsewhere is not meant for this database.
                let lost = refused.iter().filter(|login| login.user.is_some_and(|user| !served.contains(user)));
                lost.for_each(|login| tell(topology, login, Level::Warning, report));
            }
        }
    }
}

/// Whether `login` is refused, with TLS or without.
fn is_refused(topology: &Topology<'_>, login: &Login<'_, '_>) -> bool {
    let elsewise = login.tls.map(|tls| !tls);
    login.decision(topology).refuses() && (elsewise.is_none() || login.decision_with(topology, elsewise).refuses())
}

fn tell(topology: &Topology<'_>, login: &Login<'_, '_>, level: Level, report: &mut Report) {
    let database = login.name.map_or_else(|| "any database".to_owned(), |name| format!("database `{}`", printable(name)));
    let (node, who, from) = (topology.title(Target::Node(login.node)), login.who(), login.origin.title());
    let message = match login.decision(topology).rule() {
        Some(_) => format!("{node} rejects {who} for {database} from {from}"),
        None => format!("{node} has no access rule that lets {who} in to {database} from {from}"),
    };
    let finding = report.find(login.database.entry.name_at, message);
    finding.level(level);
    login.witness(topology, finding);
    match (login.decision(topology).rule(), topology.node(login.node).hba) {
        (Some(rule), _) => finding.related(rule.at, "this rule rejects it"),
        (None, Some(file)) => finding.related(file.rules.first().map_or_else(|| file.start(), |rule| rule.at), "no rule here matches"),
        _ => finding,
    };
    finding.help("add a rule for the address that PgBouncer comes from");
}
