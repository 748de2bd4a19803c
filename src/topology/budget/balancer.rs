//! What HAProxy may open toward somebody.
//!
//! A session takes one connection of its frontend, one of the process, and at most one of a server: `maxconn` of the server line, of the
//! frontend and of the global section bound it one behind the other. A frontend without one of its own has the global one. The connections
//! of checks are counted by none of them. Two backends whose checks ask for opposite roles never have the same server at once.

use rustc_hash::FxHashMap;

use super::flow::Network;
use super::{Most, Sum, Term};
use crate::product::haproxy::model::{DirectiveRef, Model, OptionRef, Proxy};
use crate::product::haproxy::postgres::NodeRole;
use crate::product::haproxy::quantity::leading_number;
use crate::text::Location;
use crate::topology::{Asks, BalancerId, Link, LinkId, NodeId, Target, Topology};

/// What one HAProxy may open toward somebody.
#[derive(Debug, Clone)]
pub struct Opening {
    /// The HAProxy.
    pub balancer: BalancerId,
    /// The connections that carry sessions.
    pub sessions: Sum,
    /// The server lines whose checks ask there: a connection each, beside the sessions.
    pub checks: Vec<LinkId>,
    /// The server lines that carry the sessions.
    pub links: Vec<LinkId>,
}

impl Opening {
    /// Sessions and checks.
    #[must_use]
    pub fn total(&self, topology: &Topology<'_>) -> Sum {
        let mut sum = self.sessions.clone();
        if let Some(first) = self.checks.first() {
            let count = self.checks.len() as u64;
            let text = if count == 1 { "1 check".to_owned() } else { format!("{count} checks") };
            sum.most = sum.most + Most::Number(count);
            sum.terms.push(Term { at: topology.link(*first).check.at, text, count });
        }
        sum
    }
}

impl Topology<'_> {
    /// What each HAProxy may open toward what answers the server lines `links`.
    #[must_use]
    pub fn openings(&self, links: &[LinkId]) -> Vec<Opening> {
        let mut by_balancer: FxHashMap<BalancerId, Vec<LinkId>> = FxHashMap::default();
        for id in links.iter().filter(|id| self.link(**id).option(self, "disabled").is_none()) {
            by_balancer.entry(self.link(*id).balancer).or_default().push(*id);
        }
        let mut openings: Vec<Opening> = by_balancer.into_iter().map(|(balancer, links)| self.opening(balancer, links)).collect();
        openings.sort_by_key(|opening| opening.balancer);
        openings
    }

    /// The server lines that lead to each node without a PgBouncer between them.
    #[must_use]
    pub fn links_of_nodes(&self) -> FxHashMap<NodeId, Vec<LinkId>> {
        let mut found: FxHashMap<NodeId, Vec<LinkId>> = FxHashMap::default();
        for (id, link) in self.each_link() {
            if let Target::Node(node) = link.target {
                found.entry(node).or_default().push(id);
            }
        }
        found
    }

    fn opening(&self, balancer: BalancerId, links: Vec<LinkId>) -> Opening {
        let checks = links.iter().copied().filter(|id| self.asks_there(*id)).collect();
        let asks = |role| move |id: &&LinkId| self.link(**id).check.asks != Asks::Role(role);
        let carries = |id: &&LinkId| !self.only_checks(self.link(**id));
        // A node has one role at a time: whoever asks for the other one sends nobody.
        let primary: Vec<LinkId> = links.iter().filter(carries).filter(asks(NodeRole::Standby)).copied().collect();
        let standby: Vec<LinkId> = links.iter().filter(carries).filter(asks(NodeRole::Primary)).copied().collect();
        let mut sessions = self.sessions(balancer, &primary);
        if standby != primary {
            let other = self.sessions(balancer, &standby);
            if other.most > sessions.most {
                sessions = other;
            }
        }
        Opening { balancer, sessions, checks, links }
    }

    /// Whether the check of a server line takes a connection of the server itself.
    fn asks_there(&self, id: LinkId) -> bool {
        let link = self.link(id);
        let has = |name| link.option(self, name).is_some();
        has("check") && !has("track") && link.check.answers == link.target
    }

    /// The sessions that `links` of one HAProxy may have.
    fn sessions(&self, id: BalancerId, links: &[LinkId]) -> Sum {
        let balancer = self.balancer(id);
        let bounds = Bounds::of(self, id, links);
        let Some(bounds) = bounds else { return Sum { most: Most::Untold, terms: Vec::new() } };
        // The points: 0 the clients, 1 the process, 2 the server, then the backends and frontends.
        let (clients, process, server) = (0, 1, 2);
        let mut network = Network::default();
        let mut terms: FxHashMap<usize, Term> = FxHashMap::default();
        let mut edge = |from, to, bound: &Option<Term>| {
            let number = network.edge(from, to, bound.as_ref().map(|term| term.count));
            if let Some(term) = bound {
                terms.insert(number, term.clone());
            }
        };
        edge(clients, process, &bounds.process);
        let mut frontends: FxHashMap<usize, usize> = FxHashMap::default();
        let first = 3 + bounds.backends.len();
        for (point, (backend, servers)) in (3..).zip(&bounds.backends) {
            let mut known = false;
            for (index, frontend) in balancer.frontends_of(*backend) {
                known = true;
                let next = first + frontends.len();
                let from = *frontends.entry(index).or_insert_with(|| {
                    edge(process, next, &frontend_bound(balancer.model, frontend.proxy));
                    next
                });
                edge(from, point, &None);
            }
            // Who leads to it is not known if no rule names it, or a rule finds the name while it runs.
            if !known || bounds.dynamic {
                edge(process, point, &None);
            }
            for bound in servers {
                edge(point, server, bound);
            }
        }
        match network.most(clients, server) {
            Some((total, cut)) => {
                let terms = cut.into_iter().filter_map(|number| terms.remove(&number)).filter(|term| term.count > 0).collect();
                Sum { most: Most::Number(total), terms }
            }
            None => Sum { most: Most::Boundless, terms: Vec::new() },
        }
    }
}

/// What bounds the sessions of some server lines of one HAProxy.
struct Bounds {
    process: Option<Term>,
    /// By backend, the bound of each server line.
    backends: Vec<(usize, Vec<Option<Term>>)>,
    /// Whether a rule finds the name of its backend while it runs.
    dynamic: bool,
}

impl Bounds {
    /// `None` if a bound is not known.
    fn of(topology: &Topology<'_>, id: BalancerId, links: &[LinkId]) -> Option<Self> {
        let model = topology.balancer(id).model;
        let global = model.global("maxconn");
        if global.is_some_and(|line| line.is_opaque(1)) {
            return None;
        }
        let process = global.and_then(|line| term_of(line, "global maxconn"));
        let mut backends: Vec<(usize, Vec<Option<Term>>)> = Vec::new();
        for link in links.iter().map(|id| topology.link(*id)) {
            let bound = server_bound(topology, link)?;
            match backends.last_mut() {
                Some((backend, servers)) if *backend == link.backend => servers.push(bound),
                _ => backends.push((link.backend, vec![bound])),
            }
        }
        let balancer = topology.balancer(id);
        let opaque = |proxy: &Proxy<'_>| model.keyword(proxy, "maxconn").is_some_and(|line| line.is_opaque(1));
        let mut leading = backends.iter().flat_map(|(backend, _)| balancer.frontends_of(*backend));
        if leading.any(|(_, frontend)| opaque(frontend.proxy)) {
            return None;
        }
        Some(Self { process, backends, dynamic: balancer.dynamic })
    }
}

/// The bound of a frontend by a line of its own.
fn frontend_bound(model: &Model<'_>, proxy: &Proxy<'_>) -> Option<Term> {
    model.keyword(proxy, "maxconn").and_then(|line| term_of(line, &format!("{} {} maxconn", proxy.kind.as_str(), proxy.name)))
}

/// The bound that `line` sets; `None` if it is 0, which is none.
fn term_of(line: DirectiveRef<'_, '_>, name: &str) -> Option<Term> {
    let count = u64::try_from(leading_number(line.word(1)).0).ok().filter(|count| *count > 0)?;
    Some(Term { at: line.all(), text: format!("{name} {count}"), count })
}

/// The bound of a server line: its `maxconn`, which is no less than its `minconn`. `None` if the files do not tell it.
#[expect(clippy::option_option, reason = "the inner one is the bound, which may be absent")]
fn server_bound(topology: &Topology<'_>, link: &Link<'_>) -> Option<Option<Term>> {
    let read = |name: &str| -> Option<Option<(u64, Location)>> {
        let Some(option) = link.option(topology, name) else { return Some(None) };
        count_of(option).map(|count| (count > 0).then_some((count, option.at())))
    };
    let (most, least) = (read("maxconn")?, read("minconn")?);
    // Of two, the larger one counts.
    let Some((count, at)) = most.max(least) else { return Some(None) };
    Some(Some(Term { at, text: format!("server {}/{} maxconn {count}", link.proxy.name, link.server.name), count }))
}

fn count_of(option: OptionRef<'_, '_>) -> Option<u64> {
    if option.is_opaque(0) { None } else { u64::try_from(leading_number(option.argument(0)).0).ok().or(Some(0)) }
}
