//! PostgreSQL asks for a password by SCRAM, and PgBouncer has an MD5 secret of the user.
//!
//! PgBouncer passes a login on with what the userlist holds. From an MD5 secret it can make no answer to SCRAM: the client logs in to PgBouncer, and every
//! connection behind it fails with `cannot do SCRAM authentication: wrong password type`.
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
//! auth_type = md5
//! auth_file = userlist.txt
//! ```
//! ```userlist and as=db1/userlist.txt
//! "app" "md50123456789abcdef0123456789abcdef"
//! ^^^^^ PostgreSQL db1:5432 asks `app` for a password by `scram-sha-256`, and PgBouncer has an MD5 secret
//! ```
//! ```hba and as=db1/pg_hba.conf
//! local app app scram-sha-256
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
//! auth_type = md5
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
use crate::product::pgbouncer::userlist::SecretKind;
use crate::text::Location;
use crate::topology::access::Entrance;
use crate::topology::logins::Login;
use crate::topology::secrets::{Held, Outcome, held_alone, held_for_server, noun, towards_client, towards_server};
use crate::topology::{Target, Topology};
use rustc_hash::FxHashSet;

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP301",
    name: "auth-scram-chain",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    let mut told = FxHashSet::default();
    for (id, pooler) in topology.each_pooler() {
        let users = topology.users_of(pooler);
        for login in topology.logins(id, &users) {
            let (Some(user), Some(rule)) = (login.known, login.decision(topology).rule()) else { continue };
            let Some(held) = held(&login, user.kind) else { continue };
            let has_password = login.entrance.is_none() && login.database.entry.param("password").is_some();
            // A SCRAM secret of a user whom PgBouncer chooses itself is another rule's.
            if has_password || held == Held::Scram && login.entrance.is_none() || told.contains(&user.name_at) {
                continue;
            }
            // A client that PgBouncer refuses never gets that far.
            let enters = |method| !matches!(towards_client(method, user.kind), Outcome::Fails(_));
            if matches!(login.entrance, Some(Entrance::Method(method, ..)) if !enters(method)) {
                continue;
            }
            let outcome = towards_server(rule.method.name, held);
            let by_default = asked_by_default(topology, &login, rule.method.name);
            let level = match outcome {
                Outcome::Fails(_) if login.is_sure(topology) => Level::Error,
                Outcome::Fails(_) => Level::Warning,
                Outcome::Depends if by_default.is_some_and(|(_, method)| is_lost(method, held)) => Level::Warning,
                _ => continue,
            };
            told.insert(user.name_at);
            let (node, secret) = (topology.title(Target::Node(login.node)), noun(user.kind));
            let article = if user.kind == SecretKind::Clear { "the" } else { "an" };
            let article = if user.kind == SecretKind::Scram { "a" } else { article };
            let method = match (outcome, by_default) {
                (Outcome::Depends, Some((_, method))) => method,
                _ => rule.method.name,
            };
            let message = format!("{node} asks {} for a password by `{method}`, and PgBouncer has {article} {secret}", login.who());
            let finding = report.find(user.name_at, message);
            finding.level(level);
            login.witness(topology, finding);
            finding.related(rule.method_at, "PostgreSQL asks like this");
            if let (Outcome::Depends, Some((at, _))) = (outcome, by_default) {
                finding.related(at, "the kind of secret that PostgreSQL makes");
            }
            if let Outcome::Fails(message) = outcome {
                finding.sum(format!("PgBouncer logs: {message}"));
            }
            finding.help("put the secret that PostgreSQL keeps (`SELECT rolpassword FROM pg_authid`) into the userlist, and let clients log in by `scram-sha-256`");
        }
    }
}

/// What PgBouncer holds for the server, if the text tells.
fn held(login: &Login<'_, '_>, kind: SecretKind) -> Option<Held> {
    match (login.entrance, kind) {
        (Some(Entrance::Method(method, ..)), kind) => Some(held_for_server(method, kind)),
        // Whether the client brings keys depends on how it logs in.
        (Some(_), SecretKind::Scram) => None,
        (_, kind) => Some(held_alone(kind)),
    }
}

/// Where PostgreSQL asks by what it keeps: the line that says what it makes, and how it asks then.
fn asked_by_default(topology: &Topology<'_>, login: &Login<'_, '_>, method: &str) -> Option<(Location, &'static str)> {
    let node = topology.node(login.node);
    let conf = node.conf.filter(|_| node.own_conf && method == "md5")?;
    let entry = conf.entry("password_encryption")?;
    Some((entry.value_at, conf.word("password_encryption")?))
}

/// Whether what is held is of no use where the server asks by `method`.
fn is_lost(method: &str, held: Held) -> bool {
    matches!((method, held), ("scram-sha-256", Held::Md5) | ("md5", Held::ScramWithKeys))
}
