//! HAProxy may open more connections to PostgreSQL than that one takes.
//!
//! There is no PgBouncer between them: each session is a connection of the server. What is above `max_connections`, without what is kept for
//! superusers, is refused with `remaining connection slots are reserved`, where HAProxy could have let it wait.
//!
//! ```haproxy bad as=lb/haproxy.cfg
//! listen pg
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     option httpchk GET /primary
//!     server db1 10.0.0.1:5432 check port 8008 maxconn 200
//!                                              ^^^^^^^^^^^ HAProxy may open 200 connections to PostgreSQL db1:5432, which has 97 for them
//! ```
//! ```postgresql and as=db1/postgresql.conf
//! listen_addresses = '10.0.0.1'
//! max_connections = 100
//! ```
//! ```haproxy good as=lb/haproxy.cfg
//! listen pg
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     option httpchk GET /primary
//!     server db1 10.0.0.1:5432 check port 8008 maxconn 90
//! ```
//! ```postgresql and as=db1/postgresql.conf
//! listen_addresses = '10.0.0.1'
//! max_connections = 100
//! ```

use rustc_hash::FxHashMap;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::text::Location;
use crate::topology::budget::balancer::Opening;
use crate::topology::budget::node::Capacity;
use crate::topology::budget::{Most, Sum};
use crate::topology::{NodeId, Target, Topology};

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP158",
    name: "pg-server-maxconn-over-pool",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    // What is the same of several servers is told once.
    let mut told: FxHashMap<(Location, u64, u64), Vec<Asked>> = FxHashMap::default();
    let capacities = topology.capacities();
    for (node, links) in topology.links_of_nodes() {
        let Some(capacity) = capacities.of(node) else { continue };
        let openings = topology.openings(&links);
        let sums: Vec<Sum> = openings.iter().map(|opening| opening.total(topology)).collect();
        let total: Most = sums.iter().map(|sum| sum.most).sum();
        // Without a bound in the files it is the system that bounds HAProxy.
        let Some(total) = total.number().filter(|total| *total > capacity.usable) else { continue };
        let Some(at) = sums.iter().find_map(Sum::at) else { continue };
        told.entry((at, total, capacity.usable)).or_default().push(Asked { node, capacity, openings, sums });
    }
    let mut told: Vec<_> = told.into_iter().collect();
    for (_, asked) in &mut told {
        asked.sort_unstable_by_key(|asked| asked.node);
    }
    told.sort_unstable_by_key(|(_, asked)| asked[0].node);
    for ((at, total, usable), asked) in told {
        tell(topology, at, (total, usable), &asked, report);
    }
}

/// A server that may be asked for too much.
struct Asked {
    node: NodeId,
    capacity: Capacity,
    openings: Vec<Opening>,
    sums: Vec<Sum>,
}

fn tell(topology: &Topology<'_>, at: Location, (total, usable): (u64, u64), asked: &[Asked], report: &mut Report) {
    let first = topology.title(Target::Node(asked[0].node));
    let (title, has) = match asked.len() {
        1 => (first, "which has"),
        2 => (format!("{first} and to {}", topology.title(Target::Node(asked[1].node))), "each of which has"),
        count => (format!("each of {count} PostgreSQL servers"), "which have"),
    };
    let finding = report.find(at, format!("HAProxy may open {total} connections to {title}, {has} {usable} for them"));
    // One of several HAProxys may be there only to take the place of another.
    let alone = asked.iter().flat_map(|asked| &asked.sums).any(|sum| sum.most.exceeds(usable));
    if !alone || asked.iter().any(|asked| !topology.node(asked.node).own_conf) {
        finding.level(Level::Info);
    }
    for asked in asked.iter().take(MOST_SHOWN) {
        let title = topology.title(Target::Node(asked.node));
        for (opening, sum) in asked.openings.iter().zip(&asked.sums) {
            for link in &opening.links {
                finding.path(topology.path_through(*link));
            }
            let balancer = topology.title(Target::Balancer(opening.balancer));
            super::budget_pgbouncer_postgres::show(finding, sum, &format!("{balancer} to {title}"));
        }
        finding.sum(asked.capacity.shown(&title)).related(asked.capacity.at, format!("{title} takes {}", asked.capacity.most));
    }
    finding.help("give the server lines a smaller `maxconn`: clients then wait in HAProxy");
}

/// So many servers are shown.
const MOST_SHOWN: usize = 4;
