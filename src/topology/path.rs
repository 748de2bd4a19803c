//! Witness paths: how a finding's fault comes about, from a client to a node.

use super::{Database, LinkId, NodeId, PoolerId, Target, Topology};

impl Topology<'_> {
    /// The server line `id` with the section it is in: "backend readonly.pgsql → server standby-db".
    #[must_use]
    pub fn link_path(&self, id: LinkId) -> String {
        let link = self.link(id);
        format!("{} {} → server {}", link.proxy.kind.as_str(), link.proxy.name, link.server.name)
    }

    /// The way from a frontend to the server line `id`; from the backend if no frontend leads to it.
    #[must_use]
    pub fn path_to(&self, id: LinkId) -> String {
        let link = self.link(id);
        let balancer = self.balancer(link.balancer);
        let frontend =
            balancer.frontends_of(link.backend).map(|(_, frontend)| frontend.proxy).find(|proxy| proxy.section != link.proxy.section);
        match frontend {
            Some(frontend) => format!("frontend {} → {}", frontend.name, self.link_path(id)),
            None => self.link_path(id),
        }
    }

    /// The way from a frontend by the server line `id` to what answers there, and on to a node if there is a pooler between them.
    #[must_use]
    pub fn path_through(&self, id: LinkId) -> String {
        self.onward(self.path_to(id), id)
    }

    /// As [`Topology::path_through`], from the frontend called `frontend`.
    #[must_use]
    pub fn path_from(&self, frontend: &str, id: LinkId) -> String {
        self.onward(format!("frontend {frontend} → {}", self.link_path(id)), id)
    }

    fn onward(&self, mut path: String, id: LinkId) -> String {
        let mut target = self.link(id).target;
        for _ in 0..4 {
            path.push_str(" → ");
            path.push_str(&self.title(target));
            let Target::Pooler(pooler) = target else { break };
            let Some(database) = self.pooler(pooler).databases.first() else { break };
            path.push_str(&format!(" → database {}", database.entry.name));
            let Some(end) = database.ends.first() else { break };
            target = end.target;
        }
        path
    }

    /// The way from `database` of the pooler `id` to the node.
    #[must_use]
    pub fn database_path(&self, id: PoolerId, database: &Database<'_>) -> String {
        let start = format!("{} → database {}", self.title(Target::Pooler(id)), database.entry.name);
        database.ends.first().map_or(start.clone(), |end| format!("{start} → {}", self.title(end.target)))
    }

    /// What `target` is called in messages.
    #[must_use]
    pub fn title(&self, target: Target) -> String {
        match target {
            Target::Pooler(id) => format!("PgBouncer {}", self.pooler_address(id)),
            Target::Node(id) => format!("PostgreSQL {}", self.node_name(id)),
            Target::Balancer(id) => format!("HAProxy on {}", self.hosts.get(self.balancer(id).host).name),
            Target::Unseen(host, port) | Target::Nobody(host, port) => endpoint(&self.hosts.get(host).name, port),
            Target::Unknown => "an address that the text does not tell".to_owned(),
        }
    }

    /// The address of the pooler `id`, with its host.
    #[must_use]
    pub fn pooler_address(&self, id: PoolerId) -> String {
        let pooler = self.pooler(id);
        endpoint(&self.hosts.get(pooler.host).name, pooler.port())
    }

    /// The name of the node `id`: that of repmgr with its address, or its address.
    #[must_use]
    pub fn node_name(&self, id: NodeId) -> String {
        let node = self.node(id);
        let address = endpoint(&self.hosts.get(node.host).name, node.port);
        match node.name() {
            Some(name) if name != self.hosts.get(node.host).name => format!("{name} ({address})"),
            _ => address,
        }
    }
}

/// A host and a port.
#[must_use]
pub fn endpoint(host: &str, port: u16) -> String {
    if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
}
