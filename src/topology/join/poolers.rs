//! PgBouncers: where they run, which files they read, and where their databases lead.

use rustc_hash::{FxHashMap, FxHashSet};

use super::shelf::Shelf;
use super::{Dial, Join};
use crate::product::hba;
use crate::product::pgbouncer::ini::Entry;
use crate::product::pgbouncer::model::Ini;
use crate::product::pgbouncer::userlist::Userlist;
use crate::text::{FileId, Location};
use crate::topology::hosts::{is_own, is_wildcard};
use crate::topology::{Database, End, HostId, PoolerId, Target};

impl<'t> Join<'t> {
    /// Places the PgBouncers that tell where they are: by the map, or by an address that they listen on.
    pub(super) fn place_poolers(&mut self) {
        for ini in self.by_path(&self.topology.stack.pgbouncer.files, |ini| ini.file) {
            let told = self.topology.hosts.of_file(ini.file);
            let address = ini.list("listen_addr").find(|address| !is_own(address) && !is_wildcard(address));
            match (told, address) {
                (Some(host), address) => {
                    if let Some(address) = address {
                        self.topology.hosts.add_address(host, address);
                    }
                    self.add_pooler(ini, host, true);
                }
                (None, Some(address)) => {
                    let host = self.topology.hosts.at(address);
                    self.add_pooler(ini, host, true);
                }
                (None, None) => {
                    let port = u16::try_from(ini.int("listen_port")).unwrap_or(0);
                    self.unplaced.entry(port).or_default().push(ini);
                    self.unplaced_in.entry((port, self.folder(ini.file))).or_default().push(ini);
                }
            }
        }
    }

    /// Gives a host to the PgBouncers that nobody leads to: that of the only node whose files stand beside theirs, or that of their folder.
    pub(super) fn rest_of_poolers(&mut self) {
        let used: FxHashSet<FileId> = self.topology.poolers.iter().map(|pooler| pooler.ini.file).collect();
        let mut hosts: FxHashMap<&str, Vec<HostId>> = FxHashMap::default();
        for node in &self.topology.nodes {
            let Some(file) = node.repmgr.map(|file| file.id).or(node.conf.filter(|_| node.own_conf).map(|conf| conf.file)) else {
                continue;
            };
            hosts.entry(self.folder(file)).or_default().push(node.host);
        }
        for ini in self.by_path(&self.topology.stack.pgbouncer.files, |ini| ini.file) {
            if used.contains(&ini.file) {
                continue;
            }
            let host = match hosts.get(self.folder(ini.file)).map(Vec::as_slice) {
                Some([host]) => *host,
                _ => self.home(ini.file),
            };
            self.add_pooler(ini, host, false);
        }
    }

    /// Follows the databases of all PgBouncers.
    pub(super) fn databases(&mut self) {
        let mut index = 0;
        // A database may lead to a PgBouncer that nobody led to before.
        while index < self.topology.poolers.len() {
            let (ini, host) = (self.topology.poolers[index].ini, self.topology.poolers[index].host);
            let databases = ini.live_databases().map(|entry| Database { entry, ends: self.ends(ini, entry, host) }).collect();
            self.topology.poolers[index].databases = databases;
            index += 1;
        }
    }

    fn ends(&mut self, ini: &'t Ini<'t>, entry: &'t Entry<'t>, from: HostId) -> Vec<End> {
        let param = entry.param("host");
        let mut addresses: Vec<(&str, Location)> = Vec::new();
        if let Some(param) = param {
            let plain = param.value.len() == param.value_at.span.len() as usize;
            let mut start = 0;
            for part in param.value.split(',') {
                let span = crate::text::Span::new(start, start + part.len() as u32);
                let at = if plain { within(param.value_at, span) } else { param.value_at };
                addresses.push((part.trim(), at));
                start += part.len() as u32 + 1;
            }
        } else {
            addresses.push(("", entry.name_at));
        }
        let port = u16::try_from(entry.port()).unwrap_or(0);
        let dialed = addresses.into_iter().map(|(address, at)| {
            let (host, target) = self.answer(&Dial { from, file: ini.file, address, port });
            let target = match target {
                Target::Unseen(host, port) => Target::Node(self.node_at(host, port)),
                other => other,
            };
            End { target, host, port, at, local: host == from }
        });
        dialed.collect()
    }

    /// The userlist and the access rules that `ini` reads on `host`; the file of another host is not meant.
    pub(super) fn files_of_pooler(
        &self,
        ini: &'t Ini<'t>,
        host: HostId,
        placed: bool,
    ) -> (Option<&'t Userlist<'t>>, Option<&'t hba::File<'t>>) {
        let model = &self.topology.stack.pgbouncer;
        let userlist = self.file_of(ini, "auth_file", &self.userlists, host, placed);
        let hba = self.file_of(ini, "auth_hba_file", &self.pooler_hbas, host, placed);
        let is_own = |file: FileId| !placed || self.topology.hosts.of_file(file).is_none_or(|other| other == host);
        (
            userlist.map(|at| &model.userlists[at]).filter(|list| is_own(list.id)),
            hba.map(|at| &model.hbas[at]).filter(|file| is_own(file.id)),
        )
    }

    /// Which of `files` the setting `name` of `ini` means, by its place in the list.
    fn file_of(&self, ini: &Ini<'_>, name: &str, files: &Shelf, host: HostId, placed: bool) -> Option<usize> {
        let path = ini.text(name);
        if path.is_empty() { None } else { files.find(path, placed.then_some(host), self.folder(ini.file)) }
    }

    /// Notes that the server lines lead to the PgBouncer.
    pub(super) fn note_links(&mut self) {
        let pairs: Vec<(PoolerId, crate::topology::LinkId)> = self
            .topology
            .each_link()
            .filter_map(|(id, link)| if let Target::Pooler(pooler) = link.target { Some((pooler, id)) } else { None })
            .collect();
        for (pooler, link) in pairs {
            self.topology.poolers[pooler.0].links.push(link);
        }
    }
}

/// The part `span` of `at`.
fn within(at: Location, span: crate::text::Span) -> Location {
    Location::new(at.file, crate::text::Span::new(at.span.start + span.start, at.span.start + span.end))
}
