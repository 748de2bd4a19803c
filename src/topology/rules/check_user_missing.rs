//! The access rules have no line for the user of the check.
//!
//! PostgreSQL, and a PgBouncer with `auth_type = hba`, refuse somebody for whom no rule is before they ask for a password. `option pgsql-check` takes that for a
//! fault: the server is down although nothing is wrong. The check asks for the database that is called like its user.
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
//!                             ^^^^^ no rule lets `check` in to database `check` from 10.0.0.10: the server is down although it works
//!     server a db1:5432 check
//! ```
//! ```postgresql and as=db1/postgresql.conf
//! listen_addresses = '*'
//! ```
//! ```hba and as=db1/pg_hba.conf
//! host app all 10.0.0.0/24 scram-sha-256
//! ```
//! ```haproxy good as=lb/haproxy.cfg
//! listen pg_primary
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     source 10.0.0.10
//!     option pgsql-check user check
//!     server a db1:5432 check
//! ```
//! ```postgresql and as=db1/postgresql.conf
//! listen_addresses = '*'
//! ```
//! ```hba and as=db1/pg_hba.conf
//! host app all 10.0.0.0/24 scram-sha-256
//! host check check 10.0.0.10/32 scram-sha-256
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::hba::File;
use crate::product::hba::admission::{Peer, Visitor};
use crate::text::printable;
use crate::topology::{Asks, Target, Topology};
use rustc_hash::FxHashSet;

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP205",
    name: "check-user-missing",
    level: Level::Error,
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
                if link.check.asks == Asks::Nothing || link.check.elsewhere {
                    continue;
                }
                let Some((file, sure)) = rules_of(topology, link.check.answers) else { continue };
                let visitor = Visitor { database: Some(&login.database), user: Some(&login.user), from: Peer::Unknown, tls: Some(false) };
                let origin = topology.origin_of_link(link);
                let decision = file.decide_any(&visitor, &origin.peers);
                if !decision.refuses() || !told.insert((login.at, file.id)) {
                    continue;
                }
                let (user, database, from) = (printable(&login.user), printable(&login.database), origin.title());
                let message =
                    format!("no rule lets `{user}` in to database `{database}` from {from}: the server is down although it works");
                let finding = report.find(login.at, message);
                finding.level(if sure && origin.told { Level::Error } else { Level::Warning });
                finding.path(format!("{} → {}", topology.path_to(*link_id), topology.title(link.check.answers)));
                finding.related(link.at(topology), "server that is checked");
                let at = decision.rule().or(file.rules.first()).map_or_else(|| file.start(), |rule| rule.at);
                finding.related(at, if decision.rule().is_some() { "this rule rejects it" } else { "no rule here matches" });
                finding.help("add a rule for the user of the check and the address of HAProxy");
            }
        }
    }
}

/// The access rules of who answers, and whether they are certainly its own.
fn rules_of<'t>(topology: &Topology<'t>, target: Target) -> Option<(&'t File<'t>, bool)> {
    match target {
        Target::Pooler(id) => {
            let pooler = topology.pooler(id);
            let reads = pooler.ini.text("auth_type") == "hba";
            pooler.hba.filter(|_| reads).map(|file| (file, pooler.placed))
        }
        Target::Node(id) => topology.node(id).hba.map(|file| (file, topology.node(id).own_hba)),
        _ => None,
    }
}
