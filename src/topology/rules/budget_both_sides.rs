//! Each PgBouncer's pools fit into PostgreSQL, but all together do not.
//!
//! PgBouncers, and the processes of one that share a port, do not know each other: each opens its pools up to the full. Those for reading and
//! those for writing count together when they lead to the same server, and all that may follow a failover count at the server that is left.
//!
//! ```pgbouncer bad as=app1/pgbouncer.ini
//! [databases]
//! app = host=10.0.0.11 pool_size=60
//!                      ^^^^^^^^^^^^ 2 PgBouncers may have 120 connections together, PostgreSQL db1:5432 has 97 for them
//! [pgbouncer]
//! listen_addr = *
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! ```
//! ```pgbouncer and as=app2/pgbouncer.ini
//! [databases]
//! app = host=10.0.0.11 pool_size=60
//! [pgbouncer]
//! listen_addr = *
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! ```
//! ```postgresql and as=db1/postgresql.conf
//! listen_addresses = '10.0.0.11'
//! max_connections = 100
//! ```
//! ```pgbouncer good as=app1/pgbouncer.ini
//! [databases]
//! app = host=10.0.0.11 pool_size=40
//! [pgbouncer]
//! listen_addr = *
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! ```
//! ```pgbouncer and as=app2/pgbouncer.ini
//! [databases]
//! app = host=10.0.0.11 pool_size=40
//! [pgbouncer]
//! listen_addr = *
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! ```
//! ```postgresql and as=db1/postgresql.conf
//! listen_addresses = '10.0.0.11'
//! max_connections = 100
//! ```

use rustc_hash::FxHashMap;

use super::budget_pgbouncer_postgres::show;
use super::{Check, Rule};
use crate::lint::{Finding, Level, Report, Upstream};
use crate::topology::budget::load::Loaded;
use crate::topology::budget::pools::Counted;
use crate::topology::budget::{Most, Sum};
use crate::topology::{PoolerId, Target, Topology};

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP143",
    name: "budget-both-sides",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    let loads = topology.loads();
    // Nodes that the same PgBouncers lead to are told of once.
    let mut groups: Vec<Vec<&Loaded>> = Vec::new();
    let mut by_poolers: FxHashMap<(Vec<PoolerId>, u64), usize> = FxHashMap::default();
    for loaded in loads.iter().filter(|loaded| loaded.loads.len() > 1) {
        let poolers = loaded.loads.iter().map(|load| load.pooler).collect();
        let at = *by_poolers.entry((poolers, loaded.capacity.usable)).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[at].push(loaded);
    }
    for group in groups {
        check_group(topology, &group, report);
    }
}

fn check_group(topology: &Topology<'_>, group: &[&Loaded], report: &mut Report) {
    let usable = group[0].capacity.usable;
    let one: Vec<Sum> = group[0].loads.iter().map(|load| load.at_least(topology)).collect();
    let mut all: Vec<Sum> = group[0].loads.iter().map(|load| load.sum(topology, Counted::AllUsers)).collect();
    // What the users of one PgBouncer are is not known; somebody uses it.
    for (sum, one) in all.iter_mut().zip(&one).filter(|(sum, _)| sum.most == Most::Untold) {
        *sum = one.clone();
    }
    // One that is too much by itself is told of by another rule.
    if all.iter().any(|sum| sum.most.exceeds(usable)) {
        return;
    }
    if total(&one).exceeds(usable) {
        tell(topology, group, &one, report);
    } else if total(&all).exceeds(usable) {
        tell(topology, group, &all, report).level(Level::Warning);
    }
}

fn total(sums: &[Sum]) -> Most {
    sums.iter().map(|sum| sum.most).sum()
}

fn tell<'r>(topology: &Topology<'_>, group: &[&Loaded], sums: &[Sum], report: &'r mut Report) -> &'r mut Finding {
    let loaded = group[0];
    let number = total(sums).number().unwrap_or(u64::MAX);
    let at = sums.iter().find_map(Sum::at).unwrap_or_else(|| loaded.loads[0].arrivals[0].end.at);
    let later = if loaded.loads.iter().all(|load| load.all) { "" } else { " after a failover" };
    let first = topology.title(Target::Node(loaded.node));
    let (to, has) = match group.len() {
        1 => (first, "has"),
        2 => (format!("{first} and {}", topology.title(Target::Node(group[1].node))), "each have"),
        count => (format!("each of {count} PostgreSQL servers"), "has"),
    };
    let count = loaded.loads.len();
    let usable = loaded.capacity.usable;
    let message = format!("{count} PgBouncers may have {number} connections together{later}, {to} {has} {usable} for them");
    let finding = report.find(at, message);
    if !is_certain(topology, loaded) {
        finding.level(Level::Warning);
    }
    for (load, sum) in loaded.loads.iter().zip(sums).take(MOST_SHOWN) {
        finding.path(load.path(topology, loaded.node));
        show(finding, sum, &topology.title(Target::Pooler(load.pooler)));
    }
    if sums.len() > MOST_SHOWN {
        let rest: u64 = sums[MOST_SHOWN..].iter().filter_map(|sum| sum.most.number()).sum();
        finding.sum(format!("{} more PgBouncers: {rest}", sums.len() - MOST_SHOWN));
    }
    for loaded in group.iter().take(MOST_SHOWN) {
        let to = topology.title(Target::Node(loaded.node));
        finding.sum(loaded.capacity.shown(&to)).related(loaded.capacity.at, format!("{to} takes {}", loaded.capacity.most));
    }
    finding.help("share out the connections of the server among the PgBouncers: `pool_size`, `max_db_connections`")
}

/// So many PgBouncers are shown.
const MOST_SHOWN: usize = 8;

/// Whether the clients of one database of the server are enough to bring it about, and all of that is known.
fn is_certain(topology: &Topology<'_>, loaded: &Loaded) -> bool {
    let known = loaded.loads.iter().all(|load| load.all && topology.pooler(load.pooler).placed);
    let mut by_database: FxHashMap<&str, Vec<Most>> = FxHashMap::default();
    for load in &loaded.loads {
        for at in &load.databases {
            let entry = topology.pooler(load.pooler).databases[*at].entry;
            by_database.entry(entry.dbname()).or_default().push(topology.pools(load.pooler, &[*at], Counted::OneUser).most);
        }
    }
    let enough = by_database.into_values().any(|each| each.into_iter().sum::<Most>().exceeds(loaded.capacity.usable));
    known && topology.node(loaded.node).own_conf && enough
}
