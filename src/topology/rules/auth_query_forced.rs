//! PgBouncer logs in as a user of its own choice, and has no secret of that user.
//!
//! `user=` of a database without `password=` makes PgBouncer look into the userlist. What `auth_query` finds of a client is not used for it, from 1.23 on not
//! even if the client is that user.
//!
//! ```pgbouncer bad as=db1/pgbouncer.ini
//! [databases]
//! app = host=/run/postgresql user=pool
//!                                 ^^^^ PgBouncer has no secret of `pool`, and PostgreSQL db1:5432 asks for a password by `scram-sha-256`
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
//! ```pgbouncer good as=db1/pgbouncer.ini
//! [databases]
//! app = host=/run/postgresql user=pool password=kept-in-a-vault
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
use crate::schema::Version;
use crate::topology::secrets::{Held, Outcome, towards_server};
use crate::topology::{Target, Topology};

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP314",
    name: "auth-query-forced",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

/// From this version on what `auth_query` finds is kept apart from the users that PgBouncer logs in as.
const APART: Version = Version::new(1, 23);

fn check(topology: &Topology<'_>, report: &mut Report) {
    for (id, pooler) in topology.each_pooler().filter(|(_, pooler)| pooler.ini.complete) {
        if pooler.userlist.is_none_or(|list| list.stop.is_some() || list.behind_nul.is_some()) {
            continue;
        }
        let users = topology.users_of(pooler);
        for login in topology.logins(id, &users) {
            let entry = login.database.entry;
            let Some(forced) = entry.param("user").filter(|_| login.known.is_none() && entry.param("password").is_none()) else { continue };
            let looked_up = topology.auth_user(pooler, login.database).is_some();
            let Some(rule) = login.decision(topology).rule().filter(|_| !looked_up || pooler.ini.version >= APART) else { continue };
            let Outcome::Fails(_) = towards_server(rule.method.name, Held::Nothing) else { continue };
            let (title, method) = (topology.title(Target::Node(login.node)), rule.method.name);
            let message = format!("PgBouncer has no secret of {}, and {title} asks for a password by `{method}`", login.who());
            let finding = report.find(forced.value_at, message);
            finding.level(if login.is_sure(topology) { Level::Error } else { Level::Warning });
            login.witness(topology, finding);
            finding.related(rule.method_at, "PostgreSQL asks like this");
            finding.help("give the entry a `password=`, or put the user with the password itself into the userlist");
        }
    }
}
