//! PostgreSQL servers: from the files of repmgr and PostgreSQL, and from what leads to them.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Dial, Join};
use crate::product::hba;
use crate::product::libpq::Conninfo;
use crate::product::postgresql::conf::Conf;
use crate::product::repmgr::model::File;
use crate::text::FileId;
use crate::topology::hosts::{is_own, is_wildcard};
use crate::topology::{Evidence, HostId, Node, NodeId, Target};

/// The port of PostgreSQL.
const PORT: u16 = 5432;

/// Where a connection string leads first: host and port. The host is empty if none is named.
#[must_use]
pub(in crate::topology) fn first_host(conninfo: &Conninfo) -> (&str, u16) {
    let Some(first) = conninfo.hosts().first().copied() else { return ("", PORT) };
    let host = if first.hostaddr.is_empty() { first.host } else { first.hostaddr };
    (host, if first.port.is_empty() { PORT } else { first.port.trim().parse().unwrap_or(0) })
}

impl<'t> Join<'t> {
    pub(super) fn nodes(&mut self) {
        let stack = self.topology.stack;
        let mut in_folder: FxHashMap<&str, Vec<NodeId>> = FxHashMap::default();
        for file in self.by_path(&stack.repmgr.files, |file| file.id) {
            let id = self.node_of_repmgr(file);
            in_folder.entry(self.folder(file.id)).or_default().push(id);
        }
        let mut per_folder: FxHashMap<&str, usize> = FxHashMap::default();
        for conf in &stack.postgresql.confs {
            *per_folder.entry(self.folder(conf.file)).or_default() += 1;
        }
        for conf in self.by_path(&stack.postgresql.confs, |conf| conf.file) {
            let folder = self.folder(conf.file);
            let only = per_folder.get(folder) == Some(&1);
            let beside = in_folder.get(folder).filter(|nodes| only && nodes.len() == 1).map(|nodes| nodes[0]);
            self.node_of_conf(conf, beside);
        }
        self.attach_hbas();
    }

    fn push_node(&mut self, host: HostId, port: u16) -> NodeId {
        let id = NodeId(self.topology.nodes.len());
        let node = Node { host, port, conf: None, own_conf: false, repmgr: None, hba: None, own_hba: false, upstream: None };
        self.topology.nodes.push(node);
        self.nodes_at.entry((host, port)).or_insert(id);
        self.nodes_on.entry(host).or_default().push(id);
        id
    }

    /// The node at `port` of `host`: from now on there is one.
    pub(super) fn node_at(&mut self, host: HostId, port: u16) -> NodeId {
        match self.nodes_at.get(&(host, port)) {
            Some(id) => *id,
            None => self.push_node(host, port),
        }
    }

    fn node_of_repmgr(&mut self, file: &'t File<'t>) -> NodeId {
        let (address, port) = file.conninfo.as_ref().map_or(("", PORT), first_host);
        let told = self.topology.hosts.of_file(file.id);
        let host = match told {
            Some(host) => {
                self.topology.hosts.add_address(host, address);
                host
            }
            None if is_own(address) && self.topology.hosts.find(address).is_none() => self.home(file.id),
            None => self.topology.hosts.at(address),
        };
        self.inhabited.entry(host).or_default().node = true;
        let taken = self.nodes_at.get(&(host, port)).is_some_and(|id| self.topology.node(*id).repmgr.is_some());
        let id = if taken { self.push_apart(file.id, host, port) } else { self.node_at(host, port) };
        self.topology.nodes[id.0].repmgr = Some(file);
        id
    }

    /// A node whose place is taken by another one: two files that say the same of themselves.
    fn push_apart(&mut self, file: FileId, host: HostId, port: u16) -> NodeId {
        // Every host is the loopback address to itself.
        let assumed = self.topology.hosts.get(host).evidence == Evidence::Assumed;
        let name = self.topology.stack.sources.get(file).name().to_owned();
        let host = if assumed { self.topology.hosts.push(name, Evidence::Assumed) } else { host };
        self.push_node(host, port)
    }

    /// The node that `conf` is of; `beside` is the one whose repmgr.conf stands in the same folder, if there is one of each.
    fn node_of_conf(&mut self, conf: &'t Conf<'t>, beside: Option<NodeId>) {
        let port = conf.int("port").and_then(|port| u16::try_from(port).ok()).unwrap_or(PORT);
        if let Some(host) = self.topology.hosts.of_file(conf.file) {
            for address in own_addresses(conf) {
                self.topology.hosts.add_address(host, &address);
            }
            self.inhabited.entry(host).or_default().node = true;
            let id = match self.nodes_at.get(&(host, port)) {
                Some(id) => *id,
                None => self.only_node_of(host).unwrap_or_else(|| self.push_node(host, port)),
            };
            self.own_conf(id, conf);
        } else if let Some(id) = beside {
            self.own_conf(id, conf);
        } else if let Some(address) = own_addresses(conf).first() {
            let host = self.topology.hosts.at(address);
            self.inhabited.entry(host).or_default().node = true;
            let id = self.node_at(host, port);
            self.own_conf(id, conf);
        }
    }

    fn own_conf(&mut self, id: NodeId, conf: &'t Conf<'t>) {
        let node = &mut self.topology.nodes[id.0];
        if node.conf.is_some() {
            return;
        }
        (node.conf, node.own_conf) = (Some(conf), true);
        // It listens where its own file says, whatever others say of it.
        let port = conf.int("port").filter(|_| conf.decides(&["port"])).and_then(|port| u16::try_from(port).ok());
        if let Some(port) = port {
            node.port = port;
            let place = (node.host, port);
            self.nodes_at.entry(place).or_insert(id);
        }
    }

    /// The only node of `host` if it has no postgresql.conf yet.
    fn only_node_of(&self, host: HostId) -> Option<NodeId> {
        match self.nodes_on.get(&host)?.as_slice() {
            [id] if self.topology.node(*id).conf.is_none() => Some(*id),
            _ => None,
        }
    }

    /// The access rules of each node that stand on its host or beside another of its files.
    fn attach_hbas(&mut self) {
        let hbas = &self.topology.stack.postgresql.hbas;
        let mut by_host: FxHashMap<HostId, &'t hba::File<'t>> = FxHashMap::default();
        let mut by_folder: FxHashMap<&str, &'t hba::File<'t>> = FxHashMap::default();
        for file in hbas {
            match self.topology.hosts.of_file(file.id) {
                Some(host) => {
                    by_host.entry(host).or_insert(file);
                }
                None => {
                    by_folder.entry(self.folder(file.id)).or_insert(file);
                }
            }
        }
        let mut nodes_in: FxHashMap<&str, usize> = FxHashMap::default();
        for file in &self.topology.stack.repmgr.files {
            *nodes_in.entry(self.folder(file.id)).or_default() += 1;
        }
        for index in 0..self.topology.nodes.len() {
            let node = &self.topology.nodes[index];
            let files = node.repmgr.map(|file| file.id).into_iter().chain(node.conf.filter(|_| node.own_conf).map(|conf| conf.file));
            let found = by_host.get(&node.host).or_else(|| {
                // Two nodes of one folder may have a file each.
                let folders = files.map(|file| self.folder(file)).filter(|folder| nodes_in.get(folder).copied().unwrap_or(1) == 1);
                folders.into_iter().find_map(|folder| by_folder.get(folder))
            });
            if let Some(file) = found.copied() {
                let node = &mut self.topology.nodes[index];
                (node.hba, node.own_hba) = (Some(file), true);
            }
        }
    }

    /// Gives what is there once to all nodes that have nothing of their own.
    pub(super) fn attach_common_files(&mut self) {
        let stack = self.topology.stack;
        let owned: FxHashSet<FileId> =
            self.topology.nodes.iter().filter(|node| node.own_conf).filter_map(|node| Some(node.conf?.file)).collect();
        let mut free = stack.postgresql.confs.iter().filter(|conf| !owned.contains(&conf.file));
        if let (Some(conf), None) = (free.next(), free.next()) {
            let port = conf.entry("port").and(conf.int("port"));
            let fits = |node: &Node<'_>| port.is_none_or(|port| port == i64::from(node.port)) && node.conf.is_none();
            if self.topology.nodes.is_empty() {
                let host = self.home(conf.file);
                self.push_node(host, port.and_then(|port| u16::try_from(port).ok()).unwrap_or(PORT));
            }
            for node in self.topology.nodes.iter_mut().filter(|node| fits(node)) {
                node.conf = Some(conf);
            }
        }
        if let [file] = stack.postgresql.hbas.as_slice() {
            for node in self.topology.nodes.iter_mut().filter(|node| node.hba.is_none()) {
                node.hba = Some(file);
            }
        }
    }

    /// Follows `primary_conninfo`.
    pub(super) fn upstreams(&mut self) {
        for index in 0..self.topology.nodes.len() {
            let node = &self.topology.nodes[index];
            let Some(conf) = node.conf.filter(|_| node.own_conf) else { continue };
            let Some(entry) = conf.entry("primary_conninfo").filter(|entry| !entry.text.text.is_empty()) else { continue };
            let conninfo = Conninfo::read(&entry.text.text, None, |span| span);
            let (address, port) = first_host(&conninfo);
            let dial = Dial { from: node.host, file: conf.file, address, port };
            let (host, target) = self.answer(&dial);
            let target = match target {
                Target::Unseen(_, port) => Target::Node(self.node_at(host, port)),
                other => other,
            };
            self.topology.nodes[index].upstream = Some(target);
        }
    }
}

/// The addresses of its host that the server listens on, as far as the file names them.
fn own_addresses(conf: &Conf<'_>) -> Vec<String> {
    let list = conf.entry("listen_addresses").and_then(|_| conf.text("listen_addresses")).unwrap_or_default();
    let concrete = list.split(',').map(str::trim).filter(|address| !is_own(address) && !is_wildcard(address));
    concrete.map(str::to_owned).collect()
}
