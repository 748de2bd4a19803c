//! Whose pools end at which PostgreSQL server.

use rustc_hash::FxHashMap;

use crate::product::haproxy::postgres::NodeRole;
use crate::topology::{Asks, BalancerId, End, LinkId, NodeId, PoolerId, Target, Topology};

/// A database of a PgBouncer whose pools may end at a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrival {
    /// The PgBouncer.
    pub pooler: PoolerId,
    /// The database, by its place in its list.
    pub database: usize,
    /// Where its address is written.
    pub end: End,
    /// The server line of HAProxy that lies between them, if there is one.
    pub link: Option<LinkId>,
    /// Whether all of its connections end there, if the node is the primary. Otherwise they do only after others failed.
    pub all: bool,
}

/// By HAProxy and port, the server lines behind, their nodes, and whether all sessions go there.
type Behind = FxHashMap<(BalancerId, u16), Vec<(LinkId, NodeId, bool)>>;

impl Topology<'_> {
    /// By node, the databases whose pools may end there; in order.
    #[must_use]
    pub fn arrivals(&self) -> FxHashMap<NodeId, Vec<Arrival>> {
        let behind = self.behind_balancers();
        let mut found: FxHashMap<NodeId, Vec<Arrival>> = FxHashMap::default();
        for (pooler, run) in self.each_pooler() {
            for (database, ends) in run.databases.iter().map(|database| &database.ends).enumerate() {
                for &end in ends {
                    let arrival = Arrival { pooler, database, end, link: None, all: ends.len() == 1 };
                    match end.target {
                        Target::Node(node) => found.entry(node).or_default().push(arrival),
                        Target::Balancer(balancer) => {
                            for &(link, node, all) in behind.get(&(balancer, end.port)).into_iter().flatten() {
                                let all = all && arrival.all;
                                found.entry(node).or_default().push(Arrival { link: Some(link), all, ..arrival });
                            }
                        }
                        _ => {}
                    }
                }
            }
        }
        // A list that names a node twice, or two server lines to it, are one way.
        for arrivals in found.values_mut() {
            arrivals.dedup_by_key(|arrival| (arrival.pooler, arrival.database));
        }
        found
    }

    /// By HAProxy and port, the nodes that its server lines lead to, and whether all sessions go there while it is the primary.
    fn behind_balancers(&self) -> Behind {
        let mut found = Behind::default();
        for (id, balancer) in self.each_balancer() {
            for frontend in &balancer.frontends {
                let mut nodes = Vec::new();
                for route in &frontend.routes {
                    let links = &balancer.backends[route.backend].links;
                    for link in links {
                        let Target::Node(node) = self.link(*link).target else { continue };
                        let primary = self.link(*link).check.asks == Asks::Role(NodeRole::Primary);
                        nodes.push((*link, node, !route.conditional && (primary || links.len() == 1)));
                    }
                }
                for port in frontend.proxy.endpoints.iter().filter_map(|(_, endpoint, _)| endpoint.single_port()) {
                    found.entry((id, port)).or_default().extend(nodes.iter().copied());
                }
            }
        }
        found
    }
}
