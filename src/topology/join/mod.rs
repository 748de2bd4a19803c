//! Joins the files of a stack. First what tells where it is (repmgr, PostgreSQL, the PgBouncers that do), then the ways through it, from
//! HAProxy on: a PgBouncer of which nothing tells where it is, is where somebody connects to its port.

mod balancers;
pub(super) mod nodes;
mod poolers;
mod shelf;

use rustc_hash::{FxHashMap, FxHashSet};

use self::shelf::Shelf;
use super::hosts::{is_own, is_wildcard};
use super::{BalancerId, Evidence, HostId, Hosts, NodeId, Pooler, PoolerId, Stack, Target, Topology};
use crate::product::pgbouncer::model::Ini;
use crate::text::FileId;

/// The join in the making.
struct Join<'t> {
    topology: Topology<'t>,
    /// The PgBouncers that listen on a port of a host.
    poolers_at: FxHashMap<(HostId, u16), Vec<PoolerId>>,
    /// The nodes by host and port.
    nodes_at: FxHashMap<(HostId, u16), NodeId>,
    /// The HAProxys that listen on a port of a host, with the address.
    balancers_at: FxHashMap<(HostId, u16), Vec<(BalancerId, &'t str)>>,
    /// The ports that some HAProxy listens on.
    balancer_ports: FxHashSet<u16>,
    /// The nodes of each host.
    nodes_on: FxHashMap<HostId, Vec<NodeId>>,
    /// The configurations of PgBouncer of which nothing tells where they run, by port.
    unplaced: FxHashMap<u16, Vec<&'t Ini<'t>>>,
    /// Those again, by port and folder.
    unplaced_in: FxHashMap<(u16, &'t str), Vec<&'t Ini<'t>>>,
    /// The userlists.
    userlists: Shelf,
    /// The access rules of PgBouncers.
    pooler_hbas: Shelf,
    /// Hosts with programs whose files are known.
    inhabited: FxHashMap<HostId, Programs>,
}

/// The kinds of programs on a host whose files are known.
#[derive(Debug, Clone, Copy, Default)]
struct Programs {
    pooler: bool,
    node: bool,
}

pub(super) fn join<'t>(stack: &'t Stack<'t>) -> Topology<'t> {
    let topology = Topology {
        stack,
        hosts: Hosts::new(&stack.hosts),
        balancers: Vec::new(),
        poolers: Vec::new(),
        nodes: Vec::new(),
        links: Vec::new(),
        grouped: Vec::new(),
    };
    let pgbouncer = &stack.pgbouncer;
    let userlists = Shelf::new(pgbouncer.userlists.iter().map(|list| list.id), stack.sources, &topology.hosts);
    let pooler_hbas = Shelf::new(pgbouncer.hbas.iter().map(|file| file.id), stack.sources, &topology.hosts);
    let mut join = Join {
        topology,
        poolers_at: FxHashMap::default(),
        nodes_at: FxHashMap::default(),
        balancers_at: FxHashMap::default(),
        balancer_ports: FxHashSet::default(),
        nodes_on: FxHashMap::default(),
        unplaced: FxHashMap::default(),
        unplaced_in: FxHashMap::default(),
        userlists,
        pooler_hbas,
        inhabited: FxHashMap::default(),
    };
    join.nodes();
    join.place_poolers();
    join.balancers();
    join.rest_of_poolers();
    join.databases();
    join.settle_links();
    join.upstreams();
    join.attach_common_files();
    join.topology.hosts.name_the_only_assumed();
    join.topology.group();
    join.topology
}

/// A connection that somebody makes.
struct Dial<'d> {
    /// The host that makes it.
    from: HostId,
    /// The file that says so.
    file: FileId,
    /// The address as written.
    address: &'d str,
    /// The port.
    port: u16,
}

impl<'t> Join<'t> {
    /// `items` by the paths of their files: the join is the same in whatever order they are given.
    fn by_path<T>(&self, items: &'t [T], file: impl Fn(&T) -> FileId) -> Vec<&'t T> {
        let mut sorted: Vec<&'t T> = items.iter().collect();
        sorted.sort_by_key(|item| self.topology.stack.sources.get(file(item)).name());
        sorted
    }

    /// The folder of `file`.
    fn folder(&self, file: FileId) -> &'t str {
        folder_of(self.topology.stack.sources.get(file).name())
    }

    /// The host that `file` is told to stand on, or else that of its folder.
    fn home(&mut self, file: FileId) -> HostId {
        let folder = self.folder(file);
        self.topology.hosts.of_file(file).unwrap_or_else(|| self.topology.hosts.of_folder(folder))
    }

    /// Who answers `dial`.
    fn answer(&mut self, dial: &Dial<'_>) -> (HostId, Target) {
        if dial.port == 0 {
            return (dial.from, Target::Unknown);
        }
        let host = self.topology.hosts.towards(dial.from, dial.address);
        let target = self.listener(host, dial);
        (host, target)
    }

    fn listener(&mut self, host: HostId, dial: &Dial<'_>) -> Target {
        let key = (host, dial.port);
        if let Some(poolers) = self.poolers_at.get(&key) {
            let hears = |id: &&PoolerId| listens(self.topology.pooler(**id).ini, dial.address);
            return Target::Pooler(poolers.iter().find(hears).copied().unwrap_or(poolers[0]));
        }
        if let Some(node) = self.nodes_at.get(&key) {
            return Target::Node(*node);
        }
        if let Some((balancer, _)) = self.balancers_at.get(&key).into_iter().flatten().find(|(_, own)| hears(own, dial.address)) {
            return Target::Balancer(*balancer);
        }
        if let Some(ini) = self.candidate(dial) {
            return Target::Pooler(self.add_pooler(ini, host, false));
        }
        Target::Unseen(host, dial.port)
    }

    /// The one configuration of PgBouncer of which nothing tells where it runs, and that may be meant by `dial`: the only one of its port, or
    /// the only one in the folder of the file that dials.
    fn candidate(&self, dial: &Dial<'_>) -> Option<&'t Ini<'t>> {
        let found = match self.unplaced.get(&dial.port)?.as_slice() {
            [] => None,
            [only] => Some(only),
            _ => match self.unplaced_in.get(&(dial.port, self.folder(dial.file))).map(Vec::as_slice) {
                Some([only]) => Some(only),
                _ => None,
            },
        };
        found.copied().filter(|ini| !self.stands_before(ini))
    }

    /// Whether `ini` seems to lead to a HAProxy: then it stands before it, not behind. PostgreSQL's own port tells nothing of the kind.
    fn stands_before(&self, ini: &Ini<'_>) -> bool {
        let mut ports = ini.live_databases().filter_map(|entry| u16::try_from(entry.port()).ok()).filter(|port| *port != 5432);
        ports.any(|port| self.balancer_ports.contains(&port))
    }

    fn add_pooler(&mut self, ini: &'t Ini<'t>, host: HostId, placed: bool) -> PoolerId {
        let id = PoolerId(self.topology.poolers.len());
        let (userlist, hba) = self.files_of_pooler(ini, host, placed);
        self.topology.poolers.push(Pooler { ini, host, placed, userlist, hba, databases: Vec::new(), links: Vec::new() });
        let port = self.topology.pooler(id).port();
        self.poolers_at.entry((host, port)).or_default().push(id);
        if placed {
            self.inhabited.entry(host).or_default().pooler = true;
        }
        id
    }

    /// [`Target::Nobody`] instead of [`Target::Unseen`] where all of a host that matters is known.
    fn settled(&self, target: Target) -> Target {
        match target {
            Target::Unseen(host, port) => {
                let told = self.topology.hosts.get(host).evidence == Evidence::Told;
                let programs = self.inhabited.get(&host).copied().unwrap_or_default();
                if told && programs.pooler && programs.node { Target::Nobody(host, port) } else { target }
            }
            other => other,
        }
    }
}

/// The folder of the file at `path`.
fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Whether `ini` takes connections to `address` of its host.
fn listens(ini: &Ini<'_>, address: &str) -> bool {
    ini.list("listen_addr").any(|own| hears(own, address))
}

/// Whether a listener at `own` takes connections to `address` of its host over TCP.
fn hears(own: &str, address: &str) -> bool {
    let socket = address.is_empty() || address.starts_with(['/', '@']);
    let same = || super::hosts::canonical(own) == super::hosts::canonical(address);
    // A name of the host may stand for any of its addresses.
    let named = || !is_own(own) && !is_own(address) && address.parse::<std::net::IpAddr>().is_err();
    !socket && (is_wildcard(own) || is_own(own) && is_own(address) || same() || named())
}
