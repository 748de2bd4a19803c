//! What the pools of all PgBouncers may open toward a node.

use rustc_hash::FxHashMap;

use super::node::Capacity;
use super::pools::Counted;
use super::reach::Arrival;
use super::{Most, Sum};
use crate::topology::{LinkId, NodeId, PoolerId, Target, Topology};

/// What one PgBouncer may open toward a node.
#[derive(Debug, Clone)]
pub struct Load {
    /// The PgBouncer.
    pub pooler: PoolerId,
    /// The databases whose pools end there, by their places in its list. The fallback `*` is one only if there is no other.
    pub databases: Vec<usize>,
    /// A way for each of them.
    pub arrivals: Vec<Arrival>,
    /// Whether all these connections end there while the node is the primary.
    pub all: bool,
}

/// A node with what it takes and what may be asked of it.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The node.
    pub node: NodeId,
    /// What it takes.
    pub capacity: Capacity,
    /// The PgBouncers that lead to it.
    pub loads: Vec<Load>,
}

impl Topology<'_> {
    /// The nodes of which it is known what they take, with the PgBouncers that lead to them; in order.
    #[must_use]
    pub fn loads(&self) -> Vec<Loaded> {
        let (links, capacities) = (self.links_of_nodes(), self.capacities());
        let mut nodes: Vec<(NodeId, Vec<Arrival>)> = self.arrivals().into_iter().collect();
        nodes.sort_unstable_by_key(|(node, _)| *node);
        let loaded = nodes.into_iter().filter_map(|(node, arrivals)| {
            let capacity = capacities.of(node)?;
            let loads = self.by_pooler(arrivals, links.get(&node).map_or(&[], Vec::as_slice));
            Some(Loaded { node, capacity, loads })
        });
        loaded.collect()
    }

    fn by_pooler(&self, arrivals: Vec<Arrival>, links: &[LinkId]) -> Vec<Load> {
        // Where HAProxy before the node has a bound, that is what arrives; clients wait there.
        let openings = self.openings(links);
        let held = |link: LinkId| {
            let of = self.link(link).balancer;
            openings.iter().filter(|opening| opening.balancer == of).all(|opening| opening.sessions.most.number().is_some())
        };
        let mut loads: Vec<Load> = Vec::new();
        let mut at: FxHashMap<PoolerId, usize> = FxHashMap::default();
        for arrival in arrivals.into_iter().filter(|arrival| !arrival.link.is_some_and(held)) {
            let index = *at.entry(arrival.pooler).or_insert_with(|| {
                loads.push(Load { pooler: arrival.pooler, databases: Vec::new(), arrivals: Vec::new(), all: true });
                loads.len() - 1
            });
            let load = &mut loads[index];
            load.databases.push(arrival.database);
            load.all &= arrival.all;
            load.arrivals.push(arrival);
        }
        for load in &mut loads {
            let fallback = |at: &usize| self.pooler(load.pooler).databases[*at].entry.is_fallback();
            if load.databases.len() > 1 {
                load.databases.retain(|at| !fallback(at));
            }
        }
        loads
    }
}

impl Load {
    /// What it may open.
    #[must_use]
    pub fn sum(&self, topology: &Topology<'_>, counted: Counted) -> Sum {
        topology.pools(self.pooler, &self.databases, counted)
    }

    /// What it may open if somebody uses each database, whoever the users are: not more than all users that are known may.
    #[must_use]
    pub fn at_least(&self, topology: &Topology<'_>) -> Sum {
        let (one, all) = (self.sum(topology, Counted::OneUser), self.sum(topology, Counted::AllUsers));
        match (one.most.number(), all.most.number()) {
            (Some(few), Some(most)) if most < few => all,
            _ => one,
        }
    }

    /// The most that it may open for the clients of one database.
    #[must_use]
    pub fn largest(&self, topology: &Topology<'_>) -> Most {
        let each = self.databases.iter().map(|at| topology.pools(self.pooler, &[*at], Counted::OneUser).most);
        each.max_by_key(|most| most.number()).unwrap_or(Most::Number(0))
    }

    /// Its first way to the node.
    #[must_use]
    pub fn path(&self, topology: &Topology<'_>, node: NodeId) -> String {
        let first = self.arrivals.iter().find(|arrival| self.databases.contains(&arrival.database)).or(self.arrivals.first());
        let Some(arrival) = first else { return String::new() };
        let database = &topology.pooler(self.pooler).databases[arrival.database];
        let (pooler, node) = (topology.title(Target::Pooler(self.pooler)), topology.title(Target::Node(node)));
        let over = arrival.link.map_or_else(String::new, |link| format!("{} → ", topology.path_to(link)));
        format!("{pooler} → database {} → {over}{node}", database.entry.name)
    }
}
