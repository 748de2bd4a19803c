//! Completes what was lifted to the nearest stack that fails over, and tells what was changed.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr};

use super::description::{Description, Node, PoolMode, Witness};
use super::facts;
use super::plan::Plan;
use super::write::Missing;

/// Rules whose fault keeps a stack from failing over, and what a rendered stack has in its place.
pub static FAILOVER: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/rule_failover.rs"));

/// What a rendered stack has in the place of what the rule `id` finds; `None` if a stack fails over in spite of it.
#[must_use]
pub fn instead_of(id: &str) -> Option<&'static str> {
    FAILOVER.iter().find(|(rule, _)| *rule == id).map(|(_, repaired)| *repaired)
}

/// Something that was filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// What: the address of HAProxy, a node, a witness, a database.
    pub what: String,
    /// The value that was made up.
    pub value: String,
    /// Why one is needed.
    pub why: &'static str,
}

/// Addresses for examples in documents (RFC 5737).
fn documentation() -> impl Iterator<Item = IpAddr> {
    (10..=254).map(|last| IpAddr::V4(Ipv4Addr::new(192, 0, 2, last)))
}

/// `description` with what is `missing` made up, and what that is.
#[must_use]
pub fn complete(description: &Description, missing: &Missing) -> (Description, Vec<Filled>) {
    let mut whole = description.clone();
    let mut filled = Vec::new();
    let mut taken: BTreeSet<IpAddr> = whole.voters().map(|(_, address)| address).collect();
    taken.insert(whole.balancer.address);
    let mut free = documentation().filter(|address| !taken.contains(address));
    let mut next = || free.next().unwrap_or(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 255)));
    let mut note = |what: String, value: String, why: &'static str| filled.push(Filled { what, value, why });
    if missing.balancer {
        whole.balancer.address = next();
        let why = "clients connect there, and the access rules of PgBouncer let it alone ask for the role";
        note("the address of HAProxy".to_owned(), whole.balancer.address.to_string(), why);
    }
    for name in &missing.nodes {
        let address = next();
        let why = "somebody has to be there to take over, with a PgBouncer of its own";
        note(format!("the node {name}"), address.to_string(), why);
        whole.nodes.push(Node { name: name.clone(), address, priority: facts::PRIORITY, location: None });
    }
    if missing.witness {
        let witness = Witness { name: facts::WITNESS.to_owned(), address: next() };
        let why = "two nodes alone cannot tell a dead primary from a network that is cut: both would take writes";
        note("the witness".to_owned(), witness.address.to_string(), why);
        whole.witness = Some(witness);
    }
    if let Some(database) = &missing.database {
        let what = "the database, with the users that have a secret".to_owned();
        note(what, database.name.clone(), "PgBouncer has a pool with a size for each database that is served, and no more of them");
        whole.databases.push(database.clone());
    }
    sound(&mut whole, &mut filled);
    (whole, filled)
}

/// Changes what no stack can be rendered of.
fn sound(whole: &mut Description, filled: &mut Vec<Filled>) {
    if whole.nodes.iter().filter(|node| node.priority > 0).count() < facts::LEAST_NODES {
        for node in whole.nodes.iter_mut().filter(|node| node.priority == 0) {
            node.priority = facts::PRIORITY;
            let why = "nobody could take over: a node of priority 0 is never promoted";
            filled.push(Filled { what: format!("the priority of {}", node.name), value: node.priority.to_string(), why });
        }
    }
    let clients = whole.balancer.max_clients.take();
    let server = whole.server.max_connections.take();
    let budget = Plan::new(whole).budget;
    // In transactions many clients share a connection; sessions that wait for one would wait for others to end.
    whole.balancer.max_clients = clients.filter(|clients| whole.pooler.mode == PoolMode::Transaction || *clients <= budget.clients);
    if whole.balancer.max_clients != clients {
        let why = "each session holds a server connection, and there are no more in the pools";
        filled.push(Filled { what: "sessions at each port".to_owned(), value: budget.clients.to_string(), why });
    }
    let budget = Plan::new(whole).budget;
    whole.server.max_connections = server.filter(|most| *most >= budget.server);
    if whole.server.max_connections != server {
        let why = "the pools, checks, repmgr and the superuser need so many";
        filled.push(Filled { what: "max_connections".to_owned(), value: budget.server.to_string(), why });
    }
    if whole.pooler.port == whole.server.port {
        whole.pooler.port = if whole.server.port == facts::POOLER_PORT { facts::POOLER_PORT + 1 } else { facts::POOLER_PORT };
        let why = "PgBouncer stands on the host of its PostgreSQL, which has the port already";
        filled.push(Filled { what: "the port of PgBouncer".to_owned(), value: whole.pooler.port.to_string(), why });
    }
}
