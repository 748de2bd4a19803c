//! PostgreSQL ends idle transactions before PgBouncer does.
//!
//! `idle_in_transaction_session_timeout` of the server (milliseconds if no unit is given) is shorter than PgBouncer's `idle_transaction_timeout`
//! (seconds). The server then drops a connection of the pool, with all that belongs to it, and PgBouncer's own limit never has an effect.
//!
//! ```pgbouncer bad as=db1/pgbouncer.ini
//! [databases]
//! app = host=127.0.0.1
//! [pgbouncer]
//! listen_addr = *
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! idle_transaction_timeout = 300
//!                            ^^^ PostgreSQL db1:5432 ends idle transactions after 60 s, before PgBouncer does after 5 min
//! ```
//! ```postgresql and as=db1/postgresql.conf
//! listen_addresses = '*'
//! idle_in_transaction_session_timeout = 60s
//! ```
//! ```pgbouncer good as=db1/pgbouncer.ini
//! [databases]
//! app = host=127.0.0.1
//! [pgbouncer]
//! listen_addr = *
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! idle_transaction_timeout = 30
//! ```
//! ```postgresql and as=db1/postgresql.conf
//! listen_addresses = '*'
//! idle_in_transaction_session_timeout = 60s
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::topology::timers::{Timer, of_node};
use crate::topology::{NodeId, PoolerId, Target, Topology};

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP151",
    name: "timeout-idle-tx",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    for pair in pairs(topology, "idle_transaction_timeout", "idle_in_transaction_session_timeout") {
        if pair.node_timer.ms >= pair.own.ms {
            continue;
        }
        let node = topology.title(Target::Node(pair.node));
        let message =
            format!("{node} ends idle transactions after {}, before PgBouncer does after {}", pair.node_timer.time(), pair.own.time());
        let finding = report.find(pair.own.at, message);
        pair.show(topology, finding);
        finding.help("make `idle_transaction_timeout` the shorter one of the two");
    }
}

/// A timer of a PgBouncer and one of a node that it leads to.
pub(super) struct Pair {
    pub(super) pooler: PoolerId,
    pub(super) own: Timer,
    pub(super) node: NodeId,
    pub(super) node_timer: Timer,
    path: String,
}

impl Pair {
    /// Shows both.
    pub(super) fn show(&self, topology: &Topology<'_>, finding: &mut crate::lint::Finding) {
        let (pooler, node) = (topology.title(Target::Pooler(self.pooler)), topology.title(Target::Node(self.node)));
        finding.path(self.path.clone());
        finding.sum(format!("{pooler}: {}", self.own.shown())).sum(format!("{node}: {}", self.node_timer.shown()));
        finding.related(self.node_timer.at, format!("{} of {node}", self.node_timer.shown()));
    }
}

/// Each PgBouncer that sets `name`, with the first node behind it that sets `other`; no place of a file twice.
pub(super) fn pairs(topology: &Topology<'_>, name: &'static str, other: &'static str) -> Vec<Pair> {
    let mut found: Vec<Pair> = Vec::new();
    for (id, pooler) in topology.each_pooler() {
        let Some(own) = topology.pooler_timer(id, name).filter(|timer| timer.given) else { continue };
        if found.last().is_some_and(|pair| pair.own.at == own.at) {
            continue;
        }
        let ends = pooler.databases.iter().flat_map(|database| database.ends.iter().map(move |end| (database, end)));
        let first = ends.filter_map(|(database, end)| {
            let Target::Node(node) = end.target else { return None };
            let timer = of_node(topology.node(node).conf?, other).filter(|timer| timer.given)?;
            Some((topology.database_path(id, database), node, timer))
        });
        if let Some((path, node, node_timer)) = first.min_by_key(|(_, _, timer)| timer.ms) {
            found.push(Pair { pooler: id, own, node, node_timer, path });
        }
    }
    found
}
