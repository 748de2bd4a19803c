//! PgBouncer cannot log in as the user that looks passwords up: it has no secret of it that would do.
//!
//! `auth_user` logs in to PostgreSQL with what the userlist holds. A SCRAM secret or none is no use where PostgreSQL asks for a password, and an MD5 secret
//! none where it asks by SCRAM: clients hang or are refused.
//!
//! ```pgbouncer bad as=db1/pgbouncer.ini
//! [databases]
//! app = host=/run/postgresql
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! auth_user = lookup
//!             ^^^^^^ PgBouncer has a SCRAM secret of `lookup`, and PostgreSQL db1:5432 asks for a password by `scram-sha-256`
//! ```
//! ```userlist and as=db1/userlist.txt
//! "lookup" "SCRAM-SHA-256$4096:c2FsdHNhbHRzYWx0c2FsdA==$uZ2Fv4R5YVmxTZ1uN2Zxb0d2a3J6b1pUcW5jY2V3b2M=:q3V5eG5rZ3ZwY2R3b2p2bXN1a3R6b2JxZWh1c3dpaGU="
//! ```
//! ```hba and as=db1/pg_hba.conf
//! local all all scram-sha-256
//! ```
//! ```pgbouncer good as=db1/pgbouncer.ini
//! [databases]
//! app = host=/run/postgresql
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! auth_user = lookup
//! ```
//! ```userlist and as=db1/userlist.txt
//! "lookup" "kept-in-a-vault"
//! ```
//! ```hba and as=db1/pg_hba.conf
//! local all all scram-sha-256
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::hba::admission::{Peer, Visitor};
use crate::product::pgbouncer::userlist::SecretKind;
use crate::text::{Location, Span, printable};
use crate::topology::secrets::{Held, Outcome, held_alone, noun, towards_server};
use crate::topology::{Target, Topology};
use rustc_hash::FxHashSet;

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP313",
    name: "auth-user-secret",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    let mut told = FxHashSet::default();
    for (id, pooler) in topology.each_pooler().filter(|(_, pooler)| pooler.ini.complete) {
        let Some(list) = pooler.userlist.filter(|list| list.stop.is_none() && list.behind_nul.is_none()) else { continue };
        let users = topology.users_of(pooler);
        for database in pooler.databases.iter().filter(|database| database.entry.sure && database.entry.wrong.is_none()) {
            let Some((name, at)) = topology.auth_user(pooler, database) else { continue };
            let known = users.get(name);
            let (held, what) = known.map_or((Held::Nothing, "no secret"), |user| (held_alone(user.kind), noun(user.kind)));
            for end in &database.ends {
                let Target::Node(node) = end.target else { continue };
                let Some(file) = topology.node(node).hba else { continue };
                let origin = topology.origin_of_end(pooler, database, end);
                let dbname = if database.entry.is_fallback() { None } else { Some(database.entry.dbname()) };
                let visitor =
                    Visitor { database: dbname, user: Some(name), from: Peer::Unknown, tls: topology.tls_to_node(pooler, &origin, node) };
                let Some(rule) = file.decide_any(&visitor, &origin.peers).rule() else { continue };
                let Outcome::Fails(log) = towards_server(rule.method.name, held) else { continue };
                // Another database may be the one where passwords are looked up.
                if pooler.ini.given("auth_dbname").is_some() || database.entry.param("auth_dbname").is_some() || !told.insert(at) {
                    continue;
                }
                let article =
                    if known.is_some_and(|user| user.kind == SecretKind::Md5 || user.kind == SecretKind::Empty) { "an " } else { "a " };
                let article = if known.is_some() { article } else { "" };
                let (title, method) = (topology.title(end.target), rule.method.name);
                let message =
                    format!("PgBouncer has {article}{what} of `{}`, and {title} asks for a password by `{method}`", printable(name));
                let finding = report.find(at, message);
                let sure = pooler.placed && topology.node(node).own_hba && origin.told;
                finding.level(if sure { Level::Error } else { Level::Warning }).path(topology.access_path(id, database));
                finding.related(end.at, "leads to this PostgreSQL");
                finding.related(
                    known.map_or_else(|| Location::new(list.id, Span::empty(0)), |user| user.name_at),
                    "the users that PgBouncer knows",
                );
                finding.related(rule.method_at, "PostgreSQL asks like this").sum(format!("PgBouncer logs: {log}"));
                finding.help("put the password itself into the userlist, or let the user in by `peer` or a certificate");
            }
        }
    }
}
