//! Questions about backends that several rules ask.

use rustc_hash::FxHashSet;

use super::{Backend, Balancer, Link, NodeId, Pooler, PoolerId, Proves, Target, Topology};
use crate::lint::Finding;
use crate::product::haproxy::postgres::NodeRole;
use crate::topology::Asks;

/// A backend with its HAProxy.
#[derive(Clone, Copy)]
pub struct Place<'m, 't> {
    /// The HAProxy.
    pub balancer: &'m Balancer<'t>,
    /// The backend.
    pub backend: &'m Backend<'t>,
}

/// Two PgBouncers behind one backend.
#[derive(Clone, Copy)]
pub struct Pair<'m, 't> {
    /// The backend that leads to both.
    pub backend: &'m Backend<'t>,
    /// The first one of the backend.
    pub first: PoolerId,
    /// Another one.
    pub other: PoolerId,
}

impl Pair<'_, '_> {
    /// The two in both orders.
    #[must_use]
    pub fn both_ways(&self) -> [(PoolerId, PoolerId); 2] {
        [(self.first, self.other), (self.other, self.first)]
    }
}

impl<'t> Topology<'t> {
    /// All backends that carry PostgreSQL.
    pub fn each_backend(&self) -> impl Iterator<Item = Place<'_, 't>> {
        self.balancers.iter().flat_map(|balancer| balancer.backends.iter().map(move |backend| Place { balancer, backend }))
    }

    /// The server lines of `backend`.
    pub fn links_of<'m>(&'m self, backend: &'m Backend<'t>) -> impl Iterator<Item = &'m Link<'t>> {
        backend.links.iter().map(|id| self.link(*id))
    }

    /// What the server lines of `backend` lead to in the end. Sorted, none twice.
    #[must_use]
    pub fn ends_of_backend(&self, backend: &Backend<'t>) -> Vec<Target> {
        let mut ends: Vec<Target> = self.links_of(backend).flat_map(|link| self.ends_of(link.target)).collect();
        ends.sort_unstable();
        ends.dedup();
        ends
    }

    /// Whether files tell what answers at `target`: it is a PgBouncer, or a PostgreSQL server with a file of its own.
    #[must_use]
    pub fn is_seen(&self, target: Target) -> bool {
        match target {
            Target::Pooler(_) => true,
            Target::Node(id) => self.node(id).repmgr.is_some() || self.node(id).conf.is_some() && self.node(id).own_conf,
            _ => false,
        }
    }

    /// The PgBouncer that `link` leads to.
    #[must_use]
    pub fn pooler_of(&self, link: &Link<'t>) -> Option<PoolerId> {
        match link.target {
            Target::Pooler(id) => Some(id),
            _ => None,
        }
    }

    /// The PgBouncers that `backend` leads to, each once, in the order of its server lines; of several that share one file the first.
    #[must_use]
    pub fn distinct_poolers(&self, backend: &Backend<'t>) -> Vec<PoolerId> {
        let mut files = FxHashSet::default();
        let poolers = self.links_of(backend).filter_map(|link| self.pooler_of(link));
        poolers.filter(|id| files.insert(self.pooler(*id).ini.file)).collect()
    }

    /// The PgBouncers of each backend, of those that `counts` says yes to, in pairs: each with the first one, which is enough to find that two
    /// differ.
    pub fn pairs_of_poolers(&self, counts: impl Fn(&Pooler<'t>) -> bool) -> impl Iterator<Item = Pair<'_, 't>> {
        self.each_backend().flat_map(move |place| {
            let poolers = self.distinct_poolers(place.backend).into_iter().filter(|id| counts(self.pooler(*id)));
            let poolers: Vec<PoolerId> = poolers.collect();
            let (first, rest) = poolers.split_first().map_or((PoolerId(0), &[][..]), |(first, rest)| (*first, rest));
            rest.iter().map(|other| Pair { backend: place.backend, first, other: *other }).collect::<Vec<_>>()
        })
    }

    /// The nodes that `target` leads to in the end.
    #[must_use]
    pub fn nodes_behind(&self, target: Target) -> Vec<NodeId> {
        self.ends_of(target).into_iter().filter_map(|end| if let Target::Node(id) = end { Some(id) } else { None }).collect()
    }

    /// Points `finding` at the repmgr.conf of the first node behind `target`, if there is one.
    pub fn point_at_node(&self, finding: &mut Finding, target: Target) {
        if let Some(node) = self.nodes_behind(target).first()
            && let Some(at) = self.node(*node).repmgr.and_then(|file| file.place("conninfo"))
        {
            finding.related(at, format!("node {}", self.node_name(*node)));
        }
    }

    /// Whether `backend` leads to PostgreSQL servers of which one can be a primary and another one a standby: to two at least, and not all of
    /// them by each of its server lines.
    #[must_use]
    pub fn has_choice(&self, backend: &Backend<'t>) -> bool {
        let mut first: Option<Vec<Target>> = None;
        self.links_of(backend).filter(|link| link.active || link.backup).any(|link| {
            let ends = self.ends_of(link.target);
            match &first {
                Some(known) => *known != ends,
                None => {
                    first = Some(ends);
                    false
                }
            }
        })
    }
}

impl Link<'_> {
    /// Whether its check tells a primary from a standby, or may do so.
    #[must_use]
    pub fn check_tells_role(&self) -> bool {
        self.check.proves >= Proves::Role && self.check.asks != Asks::Role(NodeRole::Either)
    }
}
