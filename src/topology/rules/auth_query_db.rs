//! PgBouncer cannot look passwords up: the database for that is not configured, or PostgreSQL does not let its user in.
//!
//! `auth_user` logs in to `auth_dbname`, or to the database that the client asks for, and runs `auth_query` there. If that fails, nobody whose password is to
//! be looked up can log in.
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
//! auth_dbname = auth
//!               ^^^^ no database is called `auth`: nobody can log in whose password is looked up
//! ```
//! ```userlist and as=db1/userlist.txt
//! "lookup" "kept-in-a-vault"
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
//! auth_dbname = app
//! ```
//! ```userlist and as=db1/userlist.txt
//! "lookup" "kept-in-a-vault"
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::hba::admission::{Peer, Visitor};
use crate::text::{Location, printable};
use crate::topology::{Database, PoolerId, Target, Topology};
use rustc_hash::FxHashSet;

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP312",
    name: "auth-query-db",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    let mut told = FxHashSet::default();
    for (id, pooler) in topology.each_pooler().filter(|(_, pooler)| pooler.ini.complete) {
        let has = |name: &str| pooler.databases.iter().any(|database| database.entry.name == name || database.entry.is_fallback());
        for database in pooler.databases.iter().filter(|database| database.entry.sure && database.entry.wrong.is_none()) {
            let Some((user, user_at)) = topology.auth_user(pooler, database) else { continue };
            let own = database.entry.param("auth_dbname").map(|param| (param.value.as_ref(), param.value_at));
            let general = || pooler.ini.given("auth_dbname").map(|setting| (setting.value, setting.value_at));
            match own.or_else(general).filter(|(name, _)| !name.is_empty() && *name != "pgbouncer") {
                Some((name, at)) if !has(name) => {
                    if told.insert(at) {
                        let shown = printable(name);
                        let message = format!("no database is called `{shown}`: nobody can log in whose password is looked up");
                        let finding = report.find(at, message);
                        finding.path(topology.access_path(id, database)).related(user_at, "who looks passwords up");
                        finding.help("PgBouncer logs `authentication database … is not configured`: add the database to `[databases]`");
                    }
                }
                Some((name, _)) => {
                    let place = pooler.databases.iter().find(|database| database.entry.name == name);
                    if let Some(place) = place {
                        refused(topology, id, place, user, user_at, &mut told, report);
                    }
                }
                None => refused(topology, id, database, user, user_at, &mut told, report),
            }
        }
    }
}

/// Says so if PostgreSQL refuses `user`, who looks passwords up, in `database`.
fn refused(
    topology: &Topology<'_>,
    id: PoolerId,
    database: &Database<'_>,
    user: &str,
    user_at: Location,
    told: &mut FxHashSet<Location>,
    report: &mut Report,
) {
    let pooler = topology.pooler(id);
    for end in &database.ends {
        let Target::Node(node) = end.target else { continue };
        let Some(file) = topology.node(node).hba.filter(|_| !database.entry.is_fallback()) else { continue };
        let origin = topology.origin_of_end(pooler, database, end);
        let visitor = Visitor { database: Some(database.entry.dbname()), user: Some(user), from: Peer::Unknown, tls: None };
        if !file.decide_any(&visitor, &origin.peers).refuses() || !told.insert(database.entry.name_at) {
            continue;
        }
        let (title, from) = (topology.title(end.target), origin.title());
        let name = printable(database.entry.dbname());
        let message = format!(
            "{title} does not let `{}` in to database `{name}` from {from}: nobody can log in whose password is looked up",
            printable(user)
        );
        let finding = report.find(user_at, message);
        let sure = pooler.placed && topology.node(node).own_hba && origin.told;
        finding.level(if sure { Level::Error } else { Level::Warning }).path(topology.access_path(id, database));
        finding.related(end.at, "leads to this PostgreSQL");
        finding.related(file.rules.first().map_or_else(|| file.start(), |rule| rule.at), "no rule here lets it in");
        finding.help("add a rule for the user that looks passwords up");
    }
}
