//! The check asks a PgBouncer for a database that it does not have.
//!
//! `option pgsql-check` names a user and no database, and so means the database of the same name. Where PgBouncer asks for no password it looks for the database at
//! once, answers `no such database`, and the server is down although nothing is wrong. A check that sends the password that PgBouncer asks for comes as far.
//!
//! ```haproxy bad as=lb/haproxy.cfg
//! listen pg_primary
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     source 10.0.0.10
//!     option pgsql-check user check
//!                             ^^^^^ PgBouncer db1:6432 has no database `check`: the server is down although it works
//!     server a db1:6432 check
//! ```
//! ```pgbouncer and as=db1/pgbouncer.ini
//! [databases]
//! app = host=/run/postgresql
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = trust
//! auth_file = userlist.txt
//! ```
//! ```userlist and as=db1/userlist.txt
//! "check" "kept-in-a-vault"
//! ```
//! ```haproxy good also=check-proves-nothing as=lb/haproxy.cfg
//! listen pg_primary
//!     mode tcp
//!     bind 127.0.0.1:5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     source 10.0.0.10
//!     option pgsql-check user check
//!     server a db1:6432 check
//! ```
//! ```pgbouncer and as=db1/pgbouncer.ini
//! [databases]
//! app = host=/run/postgresql
//! check = host=/run/postgresql
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = trust
//! auth_file = userlist.txt
//! ```
//! ```userlist and as=db1/userlist.txt
//! "check" "kept-in-a-vault"
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::topology::access::Entrance;
use crate::topology::{Asks, Target, Topology};
use rustc_hash::FxHashSet;

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP204",
    name: "check-trust-mismatch",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    let mut told = FxHashSet::default();
    for (balancer_id, balancer) in topology.each_balancer() {
        for backend in &balancer.backends {
            let Some(login) = topology.check_login(balancer_id, backend) else { continue };
            for link_id in &backend.links {
                let link = topology.link(*link_id);
                let Target::Pooler(id) = link.check.answers else { continue };
                let pooler = topology.pooler(id);
                let has = pooler.databases.iter().any(|database| database.entry.name == login.database || database.entry.is_fallback());
                let origin = topology.origin_of_link(link);
                let entrance = topology.entrance(pooler, Some(&login.database), Some(&login.user), &origin);
                let trusted = matches!(entrance, Entrance::Method("trust" | "any", ..));
                let answered = login.sends_password && matches!(entrance, Entrance::Method("password" | "plain", ..));
                let watched = link.check.asks != Asks::Nothing;
                if has
                    || !(trusted || answered)
                    || !watched
                    || !pooler.ini.complete
                    || login.database == "pgbouncer"
                    || !told.insert((login.at, id))
                {
                    continue;
                }
                let message = format!(
                    "{} has no database `{}`: the server is down although it works",
                    topology.title(Target::Pooler(id)),
                    login.database
                );
                let finding = report.find(login.at, message);
                finding.path(topology.pooler_path(id, *link_id)).related(link.at(topology), "server that is checked");
                if let Entrance::Method(_, at, _) = entrance {
                    finding.related(at, if trusted { "no password is asked for" } else { "the check can answer this" });
                }
                finding.help(format!("add a database `{}` to `[databases]`", login.database));
            }
        }
    }
}
