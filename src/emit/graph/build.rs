//! From the join to a picture: walks from the clients to the nodes.

use rustc_hash::FxHashMap;

use super::marks::{Part, Regions};
use super::model::{Cluster, ClusterKind, Edge, EdgeKind, Element, Picture, Place, Role, Vertex, VertexKind};
use super::{VERSION, labels};
use crate::lint::Finding;
use crate::product::haproxy::model::{DirectiveRef, Proxy};
use crate::text::{Location, Sources, printable};
use crate::topology::{Balancer, BalancerId, HostId, LinkId, NodeId, PoolerId, Target, Topology, path};

pub(super) fn build(topology: &Topology<'_>, findings: Option<&[Finding]>) -> Picture {
    let mut builder = Builder::new(topology);
    // The boxes first: an edge may lead to any of them.
    for (id, balancer) in topology.each_balancer() {
        builder.balancer(id, balancer);
    }
    for (id, _) in topology.each_pooler() {
        builder.pooler(id);
    }
    for (id, _) in topology.each_node() {
        builder.node(id);
    }
    for (id, balancer) in topology.each_balancer() {
        builder.routes(id, balancer);
    }
    builder.links();
    builder.databases();
    builder.upstreams();
    builder.clients();
    let Builder { mut picture, regions, .. } = builder;
    if let Some(findings) = findings {
        picture.summary = Some(super::marks::mark(&mut picture, regions, findings, topology.stack.sources));
    }
    picture
}

/// A picture in the making.
struct Builder<'b, 't> {
    topology: &'b Topology<'t>,
    sources: &'b Sources,
    picture: Picture,
    regions: Regions,
    /// How often an id was asked for.
    ids: FxHashMap<String, usize>,
    hosts: FxHashMap<HostId, usize>,
    sections: FxHashMap<(BalancerId, usize), usize>,
    poolers: FxHashMap<PoolerId, usize>,
    nodes: FxHashMap<NodeId, usize>,
    holes: FxHashMap<Target, usize>,
}

impl<'b, 't> Builder<'b, 't> {
    fn new(topology: &'b Topology<'t>) -> Self {
        let picture = Picture {
            version: VERSION,
            summary: None,
            clusters: Vec::new(),
            vertices: Vec::new(),
            edges: Vec::new(),
            findings: Vec::new(),
        };
        Self {
            topology,
            sources: topology.stack.sources,
            picture,
            regions: Regions::default(),
            ids: FxHashMap::default(),
            hosts: FxHashMap::default(),
            sections: FxHashMap::default(),
            poolers: FxHashMap::default(),
            nodes: FxHashMap::default(),
            holes: FxHashMap::default(),
        }
    }

    /// `id`, with a number behind it if it is taken.
    fn unique(&mut self, id: &str) -> String {
        let id = printable(id).into_owned();
        let count = self.ids.entry(id.clone()).or_insert(0);
        *count += 1;
        if *count == 1 { id } else { format!("{id}#{count}") }
    }

    fn element(&mut self, id: &str, title: &str, lines: Vec<String>, places: &[Location]) -> Element {
        let places = places.iter().map(|at| place(self.sources, *at)).collect();
        Element { id: self.unique(id), title: labels::short(title), lines, places, ..Element::default() }
    }

    /// The cluster of `host`.
    fn host(&mut self, id: HostId) -> usize {
        if let Some(index) = self.hosts.get(&id) {
            return *index;
        }
        let host = self.topology.hosts.get(id);
        let element = self.element(&format!("host/{}", host.name), &host.name, labels::host(host), &[]);
        self.picture.clusters.push(Cluster { element, kind: ClusterKind::Host, parent: None });
        self.hosts.insert(id, self.picture.clusters.len() - 1);
        self.picture.clusters.len() - 1
    }

    fn id_of_host(&mut self, id: HostId) -> String {
        let index = self.host(id);
        self.picture.clusters[index].element.id.clone()
    }

    fn vertex(&mut self, element: Element, kind: VertexKind, cluster: Option<String>, role: Option<Role>) -> usize {
        self.picture.vertices.push(Vertex { element, kind, cluster, role });
        self.picture.vertices.len() - 1
    }

    fn balancer(&mut self, id: BalancerId, balancer: &Balancer<'t>) {
        if balancer.frontends.is_empty() && balancer.backends.is_empty() {
            return;
        }
        let host = self.id_of_host(balancer.host);
        let files: Vec<Location> = balancer.model.files.iter().map(|file| Location::new(file.id, crate::text::Span::empty(0))).collect();
        let element = self.element(&format!("{host}/haproxy"), "HAProxy", Vec::new(), &files);
        let own = element.id.clone();
        self.picture.clusters.push(Cluster { element, kind: ClusterKind::Haproxy, parent: Some(host) });
        let part = Part::Cluster(self.picture.clusters.len() - 1);
        balancer.model.files.iter().for_each(|file| self.regions.file(file.id, part));
        for frontend in &balancer.frontends {
            self.section(id, balancer, frontend.proxy, labels::role(frontend.role), &own);
        }
        for backend in &balancer.backends {
            self.section(id, balancer, backend.proxy, labels::role(backend.role), &own);
        }
    }

    /// The box of a section, once for a `listen` section.
    fn section(&mut self, id: BalancerId, balancer: &Balancer<'t>, proxy: &'t Proxy<'t>, role: Option<Role>, cluster: &str) {
        if let Some(index) = self.sections.get(&(id, proxy.section)) {
            let vertex = &mut self.picture.vertices[*index];
            vertex.role = vertex.role.or(role);
            return;
        }
        let kind = match (labels::is_listen(proxy), proxy.kind.listens()) {
            (true, _) => VertexKind::Listen,
            (_, true) => VertexKind::Frontend,
            _ => VertexKind::Backend,
        };
        let mut lines = labels::binds(balancer.model, proxy);
        lines.extend(labels::balance(balancer.model, proxy));
        let element = self.element(&format!("{cluster}/{}/{}", kind.caption(), proxy.name), proxy.name, lines, &[proxy.at]);
        let index = self.vertex(element, kind, Some(cluster.to_owned()), role);
        self.sections.insert((id, proxy.section), index);
        let section = balancer.model.section_of(proxy);
        if let Some(header) = section.header() {
            let last = section.directives().last().unwrap_or(header);
            self.regions.section(header.all(), last.all(), Part::Vertex(index));
        }
    }

    fn pooler(&mut self, id: PoolerId) {
        let pooler = self.topology.pooler(id);
        let host = self.id_of_host(pooler.host);
        let title = path::endpoint(&self.topology.hosts.get(pooler.host).name, pooler.port());
        let element = self.element(&format!("{host}/pgbouncer:{}", pooler.port()), &title, labels::pooler(pooler), &[pooler.ini.anchor()]);
        let index = self.vertex(element, VertexKind::Pooler, Some(host), None);
        self.poolers.insert(id, index);
        self.regions.files_of_pooler(pooler, Part::Vertex(index));
    }

    fn node(&mut self, id: NodeId) {
        let node = self.topology.node(id);
        let host = self.id_of_host(node.host);
        let address = path::endpoint(&self.topology.hosts.get(node.host).name, node.port);
        let mut lines = labels::node(node);
        let title = node.name().map_or_else(|| address.clone(), str::to_owned);
        if title != address {
            lines.insert(0, format!("port {}", node.port));
        }
        let places = super::marks::files_of_node(node);
        let element = self.element(&format!("{host}/postgresql:{}", node.port), &title, lines, &places);
        let index = self.vertex(element, VertexKind::Node, Some(host), None);
        self.nodes.insert(id, index);
        self.regions.files_of_node(node, Part::Vertex(index));
    }

    /// The box of what answers at `target`; `port` is the one that was dialled.
    fn target(&mut self, target: Target, port: Option<u16>) -> usize {
        match target {
            Target::Pooler(id) => return self.poolers[&id],
            Target::Node(id) => return self.nodes[&id],
            Target::Balancer(id) => {
                if let Some(index) = self.listener(id, port) {
                    return index;
                }
            }
            Target::Unseen(..) | Target::Nobody(..) | Target::Unknown => {}
        }
        if let Some(index) = self.holes.get(&target) {
            return *index;
        }
        let kind = if matches!(target, Target::Nobody(..)) { VertexKind::Nobody } else { VertexKind::Unseen };
        let host = self.topology.host_of(target).map(|host| self.id_of_host(host));
        let title = self.topology.title(target);
        let id = host.as_ref().map_or_else(|| "unknown".to_owned(), |host| format!("{host}/{title}"));
        let element = self.element(&id, &title, Vec::new(), &[]);
        let index = self.vertex(element, kind, host, None);
        self.holes.insert(target, index);
        index
    }

    /// The section of the `HAProxy` `id` that listens at `port`, or its first.
    fn listener(&self, id: BalancerId, port: Option<u16>) -> Option<usize> {
        let frontends = &self.topology.balancer(id).frontends;
        let hears = |proxy: &Proxy<'_>| {
            let mut ranges = proxy.endpoints.iter().filter_map(|(_, endpoint, _)| endpoint.ports());
            port.is_some_and(|port| ranges.any(|(first, last)| (first..=last).contains(&port)))
        };
        let found = frontends.iter().find(|frontend| hears(frontend.proxy)).or_else(|| frontends.first())?;
        self.sections.get(&(id, found.proxy.section)).copied()
    }

    /// An edge from the box `from` to the box `to`.
    fn edge(&mut self, kind: EdgeKind, from: usize, to: usize, name: &str, lines: Vec<String>, at: Option<Location>) -> &mut Edge {
        let ends = (self.picture.vertices[from].element.id.clone(), self.picture.vertices[to].element.id.clone());
        let word = match kind {
            EdgeKind::Connect => "connect",
            EdgeKind::Route => "route",
            EdgeKind::Server => "server",
            EdgeKind::Database => "database",
            EdgeKind::Replication => "replication",
        };
        let id = if name.is_empty() { format!("{} → {}", ends.0, ends.1) } else { format!("{} → {} {word} {name}", ends.0, ends.1) };
        let places: Vec<Location> = at.into_iter().collect();
        let element = self.element(&id, name, lines, &places);
        let edge = Edge { element, kind, from: ends.0, to: ends.1, conditional: false, check: None };
        if let Some(at) = at {
            self.regions.line(at, self.sources, Part::Edge(self.picture.edges.len()));
        }
        self.picture.edges.push(edge);
        let last = self.picture.edges.len() - 1;
        &mut self.picture.edges[last]
    }

    fn routes(&mut self, id: BalancerId, balancer: &Balancer<'t>) {
        for frontend in &balancer.frontends {
            for route in &frontend.routes {
                let from = self.sections[&(id, frontend.proxy.section)];
                let to = self.sections[&(id, balancer.backends[route.backend].proxy.section)];
                if from != to {
                    let lines = labels::rule(balancer.model, frontend.proxy, route);
                    let at = route.rule.map(DirectiveRef::all);
                    self.edge(EdgeKind::Route, from, to, "", lines, at).conditional = route.conditional;
                }
            }
        }
    }

    fn links(&mut self) {
        for index in 0..self.topology.links.len() {
            let link = self.topology.link(LinkId(index));
            let from = self.sections[&(link.balancer, link.proxy.section)];
            let to = self.target(link.target, link.server.endpoint.and_then(|endpoint| endpoint.single_port()));
            let lines = labels::server(self.topology, link);
            let at = link.line(self.topology).all();
            let edge = self.edge(EdgeKind::Server, from, to, link.server.name, lines, Some(at));
            edge.conditional = !link.active;
            edge.check = Some(labels::asked(link));
        }
    }

    fn databases(&mut self) {
        for (id, pooler) in self.topology.each_pooler() {
            for database in &pooler.databases {
                for end in &database.ends {
                    let from = self.poolers[&id];
                    let to = self.target(end.target, Some(end.port));
                    let span = database.entry.name_at.span.to(database.entry.value_at.span);
                    let at = Location::new(database.entry.name_at.file, span);
                    self.edge(EdgeKind::Database, from, to, database.entry.name, Vec::new(), Some(at));
                }
            }
        }
    }

    fn upstreams(&mut self) {
        for (id, node) in self.topology.each_node() {
            let Some(upstream) = node.upstream else { continue };
            let from = self.target(upstream, None);
            let to = self.nodes[&id];
            if from != to {
                let entry = node.conf.and_then(|conf| conf.entry("primary_conninfo"));
                let at = entry.map(|entry| Location::new(entry.name_at.file, entry.name_at.span.to(entry.value_at.span)));
                self.edge(EdgeKind::Replication, from, to, "", vec!["primary_conninfo".to_owned()], at);
            }
        }
    }

    /// Whoever connects to the frontends that no server line leads to.
    fn clients(&mut self) {
        let led: Vec<&str> = self.picture.edges.iter().filter(|edge| edge.kind == EdgeKind::Server).map(|edge| edge.to.as_str()).collect();
        let led: rustc_hash::FxHashSet<&str> = led.into_iter().collect();
        let open =
            |vertex: &Vertex| matches!(vertex.kind, VertexKind::Frontend | VertexKind::Listen) && !led.contains(vertex.element.id.as_str());
        let fronts: Vec<usize> = (0..self.picture.vertices.len()).filter(|index| open(&self.picture.vertices[*index])).collect();
        if fronts.is_empty() {
            return;
        }
        let element = self.element("clients", "clients", Vec::new(), &[]);
        let from = self.vertex(element, VertexKind::Clients, None, None);
        for to in fronts {
            self.edge(EdgeKind::Connect, from, to, "", Vec::new(), None);
        }
    }
}

/// `at` as a picture tells it.
pub(super) fn place(sources: &Sources, at: Location) -> Place {
    let source = sources.get(at.file);
    let position = source.position(at.span.start.min(source.len()));
    Place { path: source.name().to_owned(), line: position.line, column: position.column }
}
