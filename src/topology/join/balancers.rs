//! HAProxys: the sections that carry PostgreSQL, and where their servers lead.

use rustc_hash::FxHashMap;

use super::{Dial, Join};
use crate::product::haproxy::model::{Model, Proxy, Server};
use crate::product::haproxy::postgres::{NodeRole, Role, role_of};
use crate::text::FileId;
use crate::topology::check::Question;
use crate::topology::hosts::is_own;
use crate::topology::{Asks, Backend, Balancer, BalancerId, Frontend, HostId, Link, LinkId, Route, ServerCheck, Target};

/// Where a server line leads, and its check.
struct Found {
    target: Target,
    check: ServerCheck,
}

impl<'t> Join<'t> {
    pub(super) fn balancers(&mut self) {
        let file_of = |model: &Model<'_>| model.files.first().map_or(FileId(0), |file| file.id);
        let models = self.by_path(&self.topology.stack.haproxy, file_of);
        for (index, model) in models.iter().copied().enumerate() {
            let file = file_of(model);
            let host = self.home(file);
            self.listeners(model, host, BalancerId(index));
            let dynamic = model.live().any(|proxy| proxy.switches.iter().any(|switch| switch.dynamic));
            self.topology.balancers.push(Balancer { model, host, frontends: Vec::new(), backends: Vec::new(), dynamic });
        }
        for (index, model) in models.into_iter().enumerate() {
            let mut by_section = FxHashMap::default();
            for proxy in model.proxies.iter().filter(|proxy| proxy.kind.connects() && !proxy.disabled) {
                self.backend(BalancerId(index), model, proxy, &mut by_section);
            }
            self.frontends(BalancerId(index), model, &by_section);
        }
        self.note_links();
    }

    /// Notes where the HAProxy `id` listens.
    fn listeners(&mut self, model: &'t Model<'t>, host: HostId, id: BalancerId) {
        for proxy in model.proxies.iter().filter(|proxy| proxy.kind.listens() && !proxy.disabled && proxy.fronts_postgres) {
            for (_, endpoint, _) in &proxy.endpoints {
                let Some((first, last)) = endpoint.ports() else { continue };
                let host = self.topology.hosts.find(endpoint.host).filter(|_| !is_own(endpoint.host)).unwrap_or(host);
                for port in first..=last.min(first.saturating_add(MAX_RANGE)) {
                    self.balancers_at.entry((host, port)).or_default().push((id, endpoint.host));
                    self.balancer_ports.insert(port);
                }
            }
        }
    }

    /// Looks where the servers of `proxy` lead, and keeps it if it carries PostgreSQL.
    fn backend(&mut self, id: BalancerId, model: &'t Model<'t>, proxy: &'t Proxy<'t>, by_section: &mut FxHashMap<usize, usize>) {
        let others = !self.topology.stack.pgbouncer.files.is_empty() || !self.topology.nodes.is_empty();
        if !proxy.fronts_postgres && (!others || proxy.mode.is_special()) {
            return;
        }
        if !proxy.fronts_postgres && !proxy.servers.iter().any(|server| self.may_lead_here(id, server)) {
            return;
        }
        let question = Question::of(model, proxy);
        let found: Vec<Found> = proxy.servers.iter().map(|server| self.follow(id, model, proxy, server, &question)).collect();
        let index = self.topology.balancers[id.0].backends.len();
        let mut links = Vec::with_capacity(found.len());
        for (server, found) in proxy.servers.iter().zip(found) {
            links.push(LinkId(self.topology.links.len()));
            self.topology.links.push(Link {
                balancer: id,
                backend: index,
                proxy,
                server,
                target: found.target,
                check: found.check,
                active: model.is_active(proxy, server),
                backup: model.has(proxy, server, "backup"),
            });
        }
        let role = role_of(proxy.name);
        by_section.insert(proxy.section, index);
        self.topology.balancers[id.0].backends.push(Backend { proxy, links, role, frontends: Vec::new() });
    }

    /// Looks again where server lines lead, once all nodes are known, and which hosts are known well enough to say that nobody is there.
    pub(super) fn settle_links(&mut self) {
        for index in 0..self.topology.links.len() {
            let (target, answers) = (self.topology.links[index].target, self.topology.links[index].check.answers);
            let (target, answers) = (self.settled(self.found(target)), self.found(answers));
            let link = &mut self.topology.links[index];
            (link.target, link.check.answers) = (target, answers);
        }
    }

    /// The node that is known by now where nobody was seen.
    fn found(&self, target: Target) -> Target {
        match target {
            Target::Unseen(host, port) => self.nodes_at.get(&(host, port)).map_or(target, |node| Target::Node(*node)),
            other => other,
        }
    }

    /// Whether `server` leads to a PgBouncer or a node of which there are files.
    fn may_lead_here(&self, id: BalancerId, server: &Server<'_>) -> bool {
        let Some((endpoint, port)) = server.endpoint.and_then(|endpoint| Some((endpoint, endpoint.single_port()?))) else { return false };
        let own = self.topology.balancer(id).host;
        let host = self.topology.hosts.find(endpoint.host).or_else(|| is_own(endpoint.host).then_some(own));
        host.is_some_and(|host| self.poolers_at.contains_key(&(host, port)) || self.nodes_at.contains_key(&(host, port)))
            || self.unplaced.contains_key(&port)
    }

    fn follow(
        &mut self,
        id: BalancerId,
        model: &'t Model<'t>,
        proxy: &'t Proxy<'t>,
        server: &'t Server<'t>,
        question: &Question<'t, 't>,
    ) -> Found {
        let from = self.topology.balancer(id).host;
        let file = model.directive(proxy, server.directive).line().file;
        let endpoint = server.endpoint.and_then(|endpoint| Some((endpoint.host, endpoint.single_port()?)));
        let Some((address, port)) = endpoint else {
            let check = question.check(model, proxy, server, Target::Unknown, false);
            return Found { target: Target::Unknown, check };
        };
        let (host, target) = self.answer(&Dial { from, file, address, port });
        let place = question.place(model, proxy, server);
        let asked_port = place.port.unwrap_or(port);
        let elsewhere = asked_port != port || place.host.is_some_and(|other| self.topology.hosts.towards(from, other) != host);
        let answers = match (place.unknown, elsewhere) {
            (true, _) => Target::Unknown,
            (false, false) => target,
            // A port that nobody is known to listen on is no node yet.
            (false, true) => self.answer(&Dial { from, file, address: place.host.unwrap_or(address), port: asked_port }).1,
        };
        let check = question.check(model, proxy, server, answers, elsewhere || place.unknown);
        Found { target, check }
    }

    /// The role that all checks of `links` ask for.
    fn asked_role(&self, links: &[LinkId]) -> Role {
        let mut asked = links.iter().map(|id| self.topology.link(*id)).filter(|link| link.active).map(|link| link.check.asks);
        let first = asked.next();
        match first {
            Some(Asks::Role(NodeRole::Primary)) if asked.all(|next| Some(next) == first) => Role::Write,
            Some(Asks::Role(NodeRole::Standby)) if asked.all(|next| Some(next) == first) => Role::Read,
            _ => Role::Unknown,
        }
    }

    /// The proxies that lead to a backend that was kept.
    fn frontends(&mut self, id: BalancerId, model: &'t Model<'t>, by_section: &FxHashMap<usize, usize>) {
        if by_section.is_empty() {
            return;
        }
        let backend_called = |name: &str| model.backend(name).and_then(|proxy| by_section.get(&proxy.section)).copied();
        let mut frontends = Vec::new();
        for proxy in model.proxies.iter().filter(|proxy| proxy.kind.listens() && !proxy.disabled) {
            let mut routes = Vec::new();
            for switch in proxy.switches.iter().filter(|switch| !switch.dynamic) {
                let Some(backend) = backend_called(switch.target) else { continue };
                routes.push(Route { backend, rule: Some(model.directive(proxy, switch.directive)), conditional: switch.condition != 0 });
            }
            if let Some((directive, name)) = proxy.default_backend
                && let Some(backend) = backend_called(name)
            {
                routes.push(Route { backend, rule: Some(model.any_directive(directive)), conditional: false });
            }
            if let Some(backend) = by_section.get(&proxy.section) {
                routes.push(Route { backend: *backend, rule: None, conditional: false });
            }
            if !routes.is_empty() {
                frontends.push(Frontend { proxy, routes, role: role_of(proxy.name) });
            }
        }
        self.inherit_roles(id, &mut frontends);
        for (index, frontend) in frontends.iter().enumerate() {
            for route in &frontend.routes {
                let leading = &mut self.topology.balancers[id.0].backends[route.backend].frontends;
                if leading.last() != Some(&index) {
                    leading.push(index);
                }
            }
        }
        self.topology.balancers[id.0].frontends = frontends;
    }

    /// Gives each frontend and each backend whose name does not tell what it is for the role of those at the other end, or that of its check.
    fn inherit_roles(&mut self, id: BalancerId, frontends: &mut [Frontend<'t>]) {
        let asked: Vec<Role> = self.topology.balancer(id).backends.iter().map(|backend| self.asked_role(&backend.links)).collect();
        let backends = &mut self.topology.balancers[id.0].backends;
        let mut leads: Vec<Vec<Role>> = vec![Vec::new(); backends.len()];
        for frontend in frontends.iter() {
            for route in frontend.routes.iter().filter(|route| !route.conditional) {
                leads[route.backend].push(frontend.role);
            }
        }
        for (backend, roles) in backends.iter_mut().zip(leads) {
            if let (Role::Unknown, Some(first)) = (backend.role, roles.first())
                && roles.iter().all(|role| role == first)
            {
                backend.role = *first;
            }
        }
        for (backend, asked) in backends.iter_mut().zip(asked).filter(|(backend, _)| backend.role == Role::Unknown) {
            backend.role = asked;
        }
        for frontend in frontends.iter_mut().filter(|frontend| frontend.role == Role::Unknown) {
            let mut roles = frontend.routes.iter().filter(|route| !route.conditional).map(|route| backends[route.backend].role);
            if let Some(first) = roles.next()
                && roles.all(|role| role == first)
            {
                frontend.role = first;
            }
        }
    }
}

/// So many ports of a range are looked at.
const MAX_RANGE: u16 = 100;
