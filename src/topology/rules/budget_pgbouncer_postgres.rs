//! The pools of a PgBouncer may have more connections than PostgreSQL takes.
//!
//! There is a pool for each database and user, and each has its reserve. What is above `max_connections`, without what is kept for superusers,
//! is refused: clients see `remaining connection slots are reserved`, and nobody else gets in either, repmgr among them.
//!
//! ```pgbouncer bad as=db1/pgbouncer.ini
//! [databases]
//! app = host=127.0.0.1 pool_size=120
//!                      ^^^^^^^^^^^^^ the pools of PgBouncer db1:6432 may have 120 connections, PostgreSQL db1:5432 has 97 for them
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! ```
//! ```postgresql and as=db1/postgresql.conf
//! listen_addresses = '*'
//! max_connections = 100
//! ```
//! ```pgbouncer good as=db1/pgbouncer.ini
//! [databases]
//! app = host=127.0.0.1 pool_size=120 max_db_connections=90
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! ```
//! ```postgresql and as=db1/postgresql.conf
//! listen_addresses = '*'
//! max_connections = 100
//! ```

use super::{Check, Rule};
use crate::lint::{Finding, Level, Report, Upstream};
use crate::topology::budget::load::{Load, Loaded};
use crate::topology::budget::pools::Counted;
use crate::topology::budget::{Most, Sum};
use crate::topology::{Target, Topology};

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP142",
    name: "budget-pgbouncer-postgres",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    for loaded in topology.loads() {
        for load in &loaded.loads {
            check_load(topology, &loaded, load, report);
        }
    }
}

fn check_load(topology: &Topology<'_>, loaded: &Loaded, load: &Load, report: &mut Report) {
    let usable = loaded.capacity.usable;
    let (one, all) = (load.at_least(topology), load.sum(topology, Counted::AllUsers));
    let sum = if one.most.exceeds(usable) {
        &one
    } else if all.most.exceeds(usable) {
        &all
    } else {
        return;
    };
    let pooler = topology.pooler(load.pooler);
    let node = topology.node(loaded.node);
    let (from, to) = (topology.title(Target::Pooler(load.pooler)), topology.title(Target::Node(loaded.node)));
    let at = sum.at().unwrap_or_else(|| load.arrivals[0].end.at);
    let message = match sum.most {
        Most::Number(number) => format!("the pools of {from} may have {number} connections, {to} has {usable} for them"),
        _ => format!("nothing bounds the pools of {from}, {to} has {usable} connections for them"),
    };
    let finding = report.find(at, message);
    // Certain is only what the clients of one database bring about by themselves.
    let certain = pooler.placed && node.own_conf && load.all && load.largest(topology).exceeds(usable);
    if !certain {
        finding.level(Level::Warning);
    }
    finding.path(load.path(topology, loaded.node));
    show(finding, sum, &from);
    finding.sum(loaded.capacity.shown(&to)).related(loaded.capacity.at, format!("{to} takes {}", loaded.capacity.most));
    finding.help("make the pools smaller, bound them with `max_db_connections`, or raise `max_connections`");
}

/// Shows `sum` and where its terms stand.
pub(super) fn show(finding: &mut Finding, sum: &Sum, who: &str) {
    finding.sum(sum.shown(who));
    for term in sum.terms.iter().take(MOST_SHOWN) {
        finding.related(term.at, term.text.clone());
    }
}

/// So many places of one sum are shown.
const MOST_SHOWN: usize = 6;
