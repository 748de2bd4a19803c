//! Topology: the files of a run joined into one stack, and the rules about what lies between them.
//!
//! [`Stack`] holds what each program reads; [`Topology`] is the join: hosts, the balancers, poolers and nodes on them, and who leads to whom.
//! What is not among the files leaves a hole ([`Target::Unseen`]), no fault.
//!
//! May use every product; products do not know it.

pub mod access;
pub mod backends;
pub mod budget;
pub mod check;
pub mod cluster;
pub mod equals;
pub mod hooks;
pub mod hostmap;
pub mod hosts;
mod join;
pub mod logins;
pub mod path;
pub mod rules;
pub mod secrets;
pub mod timers;

use crate::product::haproxy::model::{DirectiveRef, Model, Proxy, Server};
use crate::product::haproxy::postgres::Role;
use crate::product::pgbouncer::model::Ini;
use crate::product::pgbouncer::userlist::Userlist;
use crate::product::postgresql::conf::Conf;
use crate::product::{hba, pgbouncer, postgresql, repmgr};
use crate::text::{Location, Sources};

pub use self::check::{Asks, Proves, ServerCheck};
use self::hostmap::HostMap;
pub use self::hosts::{Evidence, Host, HostId, Hosts};

/// Everything that is known of the files of a run.
pub struct Stack<'s> {
    /// The files.
    pub sources: &'s Sources,
    /// The hosts that are told of.
    pub hosts: HostMap,
    /// The HAProxy configurations, one for each process.
    pub haproxy: Vec<Model<'s>>,
    /// The files of PgBouncer.
    pub pgbouncer: pgbouncer::model::Model<'s>,
    /// The files of repmgr.
    pub repmgr: repmgr::model::Model<'s>,
    /// The files of PostgreSQL.
    pub postgresql: postgresql::model::Model<'s>,
}

/// The join of a stack: what runs where, and who leads to whom. Built once, by maps, linear in the size of the files.
pub struct Topology<'t> {
    /// What it is made of.
    pub stack: &'t Stack<'t>,
    /// The hosts.
    pub hosts: Hosts,
    /// The HAProxys.
    pub balancers: Vec<Balancer<'t>>,
    /// The PgBouncers that run: one configuration that is used on several hosts is several.
    pub poolers: Vec<Pooler<'t>>,
    /// The PostgreSQL servers: those that have a file, and those that a file leads to.
    pub nodes: Vec<Node<'t>>,
    /// The servers of backends that carry PostgreSQL.
    pub links: Vec<Link<'t>>,
    /// The clusters of repmgr.
    grouped: Vec<Vec<cluster::Standing<'t>>>,
}

/// A HAProxy, as an index into [`Topology::balancers`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BalancerId(pub usize);

/// A PgBouncer, as an index into [`Topology::poolers`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PoolerId(pub usize);

/// A PostgreSQL server, as an index into [`Topology::nodes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub usize);

/// A server line of HAProxy, as an index into [`Topology::links`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LinkId(pub usize);

/// A HAProxy.
pub struct Balancer<'t> {
    /// Its configuration.
    pub model: &'t Model<'t>,
    /// Where it runs.
    pub host: HostId,
    /// The proxies that listen and lead to a backend that carries PostgreSQL.
    pub frontends: Vec<Frontend<'t>>,
    /// The proxies that connect and carry PostgreSQL.
    pub backends: Vec<Backend<'t>>,
    /// Whether a rule finds the name of its backend while it runs.
    pub dynamic: bool,
}

/// A proxy that listens for PostgreSQL.
pub struct Frontend<'t> {
    /// The section.
    pub proxy: &'t Proxy<'t>,
    /// Where it leads, in the order of its rules; itself if it is a `listen` with servers.
    pub routes: Vec<Route<'t>>,
    /// What it is for, as its name tells, or else what the backends tell that it leads to.
    pub role: Role,
}

/// A rule of a frontend that leads to a backend.
pub struct Route<'t> {
    /// The backend, as an index into [`Balancer::backends`].
    pub backend: usize,
    /// The rule; `None` for the servers of a `listen` section itself.
    pub rule: Option<DirectiveRef<'t, 't>>,
    /// Whether it is taken under a condition only.
    pub conditional: bool,
}

/// A proxy that connects and carries PostgreSQL.
pub struct Backend<'t> {
    /// The section.
    pub proxy: &'t Proxy<'t>,
    /// Its servers in order.
    pub links: Vec<LinkId>,
    /// What it is for: as its name tells, else the names of the frontends that lead to it, else its checks.
    pub role: Role,
    /// The proxies that lead to it, by their places in [`Balancer::frontends`]; in order.
    pub frontends: Vec<usize>,
}

/// A server line of HAProxy with where it leads.
pub struct Link<'t> {
    /// The HAProxy.
    pub balancer: BalancerId,
    /// The backend, as an index into [`Balancer::backends`].
    pub backend: usize,
    /// The section.
    pub proxy: &'t Proxy<'t>,
    /// The line.
    pub server: &'t Server<'t>,
    /// Who answers.
    pub target: Target,
    /// How HAProxy finds out whether it is alive.
    pub check: ServerCheck,
    /// Whether it takes its share of the load: it is neither a backup nor disabled.
    pub active: bool,
    /// Whether it is a backup.
    pub backup: bool,
}

/// Who answers at an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Target {
    /// A PgBouncer.
    Pooler(PoolerId),
    /// A PostgreSQL server.
    Node(NodeId),
    /// Another HAProxy, or the same again.
    Balancer(BalancerId),
    /// Nobody that is known, and the files of that host do not say more than that.
    Unseen(HostId, u16),
    /// Nobody: the programs of that host are known, and none of them listens there.
    Nobody(HostId, u16),
    /// The text does not tell the address.
    Unknown,
}

/// A PgBouncer.
pub struct Pooler<'t> {
    /// Its configuration.
    pub ini: &'t Ini<'t>,
    /// Where it runs.
    pub host: HostId,
    /// Whether the files tell where it runs. If not, it is where somebody connects to its port.
    pub placed: bool,
    /// The file of its users.
    pub userlist: Option<&'t Userlist<'t>>,
    /// The file of its access rules, if it reads one.
    pub hba: Option<&'t hba::File<'t>>,
    /// Where its databases lead.
    pub databases: Vec<Database<'t>>,
    /// The server lines that lead to it.
    pub links: Vec<LinkId>,
}

/// A database of a PgBouncer that is in force.
pub struct Database<'t> {
    /// The entry.
    pub entry: &'t pgbouncer::ini::Entry<'t>,
    /// Who answers at each of its hosts.
    pub ends: Vec<End>,
}

/// One of the hosts of an address list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End {
    /// Who answers.
    pub target: Target,
    /// The host that it leads to.
    pub host: HostId,
    /// The port.
    pub port: u16,
    /// Where the address is written; the entry if none is.
    pub at: Location,
    /// Whether it is the socket or loopback address of the own host.
    pub local: bool,
}

/// A PostgreSQL server.
pub struct Node<'t> {
    /// Where it runs.
    pub host: HostId,
    /// Its port.
    pub port: u16,
    /// Its postgresql.conf.
    pub conf: Option<&'t Conf<'t>>,
    /// Whether that file is known to be its own, and not one of several nodes.
    pub own_conf: bool,
    /// Its repmgr.conf.
    pub repmgr: Option<&'t repmgr::model::File<'t>>,
    /// Its `pg_hba.conf`.
    pub hba: Option<&'t hba::File<'t>>,
    /// Whether that file is known to be its own.
    pub own_hba: bool,
    /// Where its `primary_conninfo` leads.
    pub upstream: Option<Target>,
}

/// What the rules are about.
impl<'t> Topology<'t> {
    /// Joins the files of `stack`.
    #[must_use]
    pub fn new(stack: &'t Stack<'t>) -> Self {
        join::join(stack)
    }

    /// The HAProxy `id`.
    #[must_use]
    pub fn balancer(&self, id: BalancerId) -> &Balancer<'t> {
        &self.balancers[id.0]
    }

    /// The PgBouncer `id`.
    #[must_use]
    pub fn pooler(&self, id: PoolerId) -> &Pooler<'t> {
        &self.poolers[id.0]
    }

    /// The PostgreSQL server `id`.
    #[must_use]
    pub fn node(&self, id: NodeId) -> &Node<'t> {
        &self.nodes[id.0]
    }

    /// The server line `id`.
    #[must_use]
    pub fn link(&self, id: LinkId) -> &Link<'t> {
        &self.links[id.0]
    }

    /// All HAProxys.
    pub fn each_balancer(&self) -> impl Iterator<Item = (BalancerId, &Balancer<'t>)> {
        self.balancers.iter().enumerate().map(|(index, balancer)| (BalancerId(index), balancer))
    }

    /// All PgBouncers.
    pub fn each_pooler(&self) -> impl Iterator<Item = (PoolerId, &Pooler<'t>)> {
        self.poolers.iter().enumerate().map(|(index, pooler)| (PoolerId(index), pooler))
    }

    /// All PostgreSQL servers.
    pub fn each_node(&self) -> impl Iterator<Item = (NodeId, &Node<'t>)> {
        self.nodes.iter().enumerate().map(|(index, node)| (NodeId(index), node))
    }

    /// All server lines.
    pub fn each_link(&self) -> impl Iterator<Item = (LinkId, &Link<'t>)> {
        self.links.iter().enumerate().map(|(index, link)| (LinkId(index), link))
    }

    /// The host of `target`.
    #[must_use]
    pub fn host_of(&self, target: Target) -> Option<HostId> {
        Some(match target {
            Target::Pooler(id) => self.pooler(id).host,
            Target::Node(id) => self.node(id).host,
            Target::Balancer(id) => self.balancer(id).host,
            Target::Unseen(host, _) | Target::Nobody(host, _) => host,
            Target::Unknown => return None,
        })
    }

    /// What `target` leads to at the end of all roads: PostgreSQL servers, or what is not known any further. Sorted, none twice.
    #[must_use]
    pub fn ends_of(&self, target: Target) -> Vec<Target> {
        let mut found = Vec::new();
        self.collect_ends(target, 0, &mut found);
        found.sort_unstable();
        found.dedup();
        found
    }

    fn collect_ends(&self, target: Target, depth: usize, found: &mut Vec<Target>) {
        match target {
            Target::Pooler(id) if depth < MAX_DEPTH => {
                for end in self.pooler(id).databases.iter().flat_map(|database| &database.ends) {
                    self.collect_ends(end.target, depth + 1, found);
                }
            }
            other => found.push(other),
        }
    }

    /// The nodes that repmgr knows: those with a repmgr.conf.
    pub fn cluster(&self) -> impl Iterator<Item = (NodeId, &Node<'t>, &'t repmgr::model::File<'t>)> {
        self.each_node().filter_map(|(id, node)| Some((id, node, node.repmgr?)))
    }

    /// Whether two hosts are certainly different machines: both are told of or have an address, or one is.
    #[must_use]
    pub fn are_apart(&self, one: HostId, other: HostId) -> bool {
        one != other && self.hosts.get(one).evidence != Evidence::Assumed && self.hosts.get(other).evidence != Evidence::Assumed
    }
}

/// PgBouncers are not chained deeper than this.
const MAX_DEPTH: usize = 4;

impl<'t> Link<'t> {
    /// The server line.
    #[must_use]
    pub fn line(&self, topology: &Topology<'t>) -> DirectiveRef<'t, 't> {
        topology.balancer(self.balancer).model.directive(self.proxy, self.server.directive)
    }

    /// Where its address stands.
    #[must_use]
    pub fn at(&self, topology: &Topology<'t>) -> Location {
        self.line(topology).at(usize::from(self.server.address))
    }

    /// The option `name` in force for it.
    #[must_use]
    pub fn option(&self, topology: &Topology<'t>, name: &str) -> Option<crate::product::haproxy::model::OptionRef<'t, 't>> {
        topology.balancer(self.balancer).model.server_option(self.proxy, self.server, name)
    }
}

impl Balancer<'_> {
    /// The places in [`Balancer::frontends`] that lead to the backend `backend`.
    pub fn frontends_of(&self, backend: usize) -> impl Iterator<Item = (usize, &Frontend<'_>)> {
        self.backends[backend].frontends.iter().map(|&index| (index, &self.frontends[index]))
    }
}

impl Pooler<'_> {
    /// The port that it listens on.
    #[must_use]
    pub fn port(&self) -> u16 {
        u16::try_from(self.ini.int("listen_port")).unwrap_or(0)
    }

    /// Whether it takes connections from other hosts.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.ini.is_open()
    }
}

impl Node<'_> {
    /// What repmgr calls it.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.repmgr.and_then(repmgr::model::File::node_name)
    }
}
