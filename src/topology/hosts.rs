//! Hosts: what has addresses and runs programs.

use std::net::IpAddr;

use rustc_hash::FxHashMap;

use super::hostmap::HostMap;
use crate::product::hba::network::numeric_host;
pub use crate::product::leads_home as is_own;
use crate::text::FileId;

/// A host, as an index into [`Hosts::list`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HostId(pub usize);

/// How it is known that a host is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// Somebody says so: a map, or a folder for each.
    Told,
    /// An address leads there.
    Addressed,
    /// Nothing tells where the files of a folder are used; they are taken to be used together.
    Assumed,
}

/// A host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Host {
    /// Its name in messages: that of the map, or its address.
    pub name: String,
    /// Its addresses and names that are known, in the form that equal ones share.
    pub addresses: Vec<String>,
    /// The IP addresses that somebody tells.
    pub told: Vec<IpAddr>,
    /// How it is known.
    pub evidence: Evidence,
}

/// All hosts that are told of or that an address leads to.
#[derive(Debug, Clone, Default)]
pub struct Hosts {
    /// The hosts.
    pub list: Vec<Host>,
    by_address: FxHashMap<String, HostId>,
    by_file: FxHashMap<FileId, HostId>,
    by_folder: FxHashMap<String, HostId>,
}

impl Hosts {
    /// The hosts of `map`.
    #[must_use]
    pub fn new(map: &HostMap) -> Self {
        let mut hosts = Self::default();
        let mut entries: Vec<_> = map.hosts.iter().collect();
        entries.sort_by_key(|entry| &entry.name);
        for entry in entries {
            let id = hosts.push(entry.name.clone(), Evidence::Told);
            for address in entry.addresses.iter().chain([&entry.name]) {
                hosts.add_address(id, address);
            }
            hosts.list[id.0].told = entry.addresses.iter().filter_map(|address| numeric_host(address)).collect();
            hosts.by_file.extend(entry.files.iter().map(|file| (*file, id)));
        }
        hosts
    }

    /// The host `id`.
    #[must_use]
    pub fn get(&self, id: HostId) -> &Host {
        &self.list[id.0]
    }

    /// All hosts.
    pub fn iter(&self) -> impl Iterator<Item = (HostId, &Host)> {
        self.list.iter().enumerate().map(|(index, host)| (HostId(index), host))
    }

    /// The host that `file` is told to stand on.
    #[must_use]
    pub fn of_file(&self, file: FileId) -> Option<HostId> {
        self.by_file.get(&file).copied()
    }

    /// The host at `address`, if it is known.
    #[must_use]
    pub fn find(&self, address: &str) -> Option<HostId> {
        self.by_address.get(&canonical(address)).copied()
    }

    /// The host at `address`: from now on there is one.
    pub fn at(&mut self, address: &str) -> HostId {
        let address = canonical(address);
        if let Some(id) = self.by_address.get(&address) {
            return *id;
        }
        let id = self.push(address.clone(), Evidence::Addressed);
        self.add_address(id, &address);
        id
    }

    /// The host that `address` leads to from `from`: itself if it is an address that leads nowhere else.
    pub fn towards(&mut self, from: HostId, address: &str) -> HostId {
        match self.find(address) {
            Some(id) => id,
            None if is_own(address) => from,
            None => self.at(address),
        }
    }

    /// The host where the files of `folder` are taken to be used.
    pub fn of_folder(&mut self, folder: &str) -> HostId {
        if let Some(id) = self.by_folder.get(folder) {
            return *id;
        }
        let name = if folder.is_empty() { "localhost".to_owned() } else { folder.to_owned() };
        let id = self.push(name, Evidence::Assumed);
        self.by_folder.insert(folder.to_owned(), id);
        id
    }

    /// A host of which nothing is known but its name in messages.
    pub fn push(&mut self, name: String, evidence: Evidence) -> HostId {
        self.list.push(Host { name, addresses: Vec::new(), told: Vec::new(), evidence });
        HostId(self.list.len() - 1)
    }

    /// Calls the only host of which nothing tells where it is what every host calls itself.
    pub(super) fn name_the_only_assumed(&mut self) {
        let mut assumed = self.list.iter_mut().filter(|host| host.evidence == Evidence::Assumed);
        if let (Some(host), None) = (assumed.next(), assumed.next()) {
            "127.0.0.1".clone_into(&mut host.name);
        }
    }

    /// Adds an address to `id`; one that leads to every host itself is none. `false` if it is another host's.
    pub fn add_address(&mut self, id: HostId, address: &str) -> bool {
        let address = canonical(address);
        // Of a host that is told, every address counts; otherwise one that every machine has for itself says nothing.
        if address.is_empty() || is_own(&address) && self.get(id).evidence != Evidence::Told {
            return true;
        }
        let known = *self.by_address.entry(address.clone()).or_insert(id);
        if known == id && !self.list[id.0].addresses.contains(&address) {
            self.list[id.0].addresses.push(address);
        }
        known == id
    }
}

/// `address` in the form that equal ones share: IP addresses as numbers are written, names in lower case and without a dot at the end.
#[must_use]
pub fn canonical(address: &str) -> String {
    let bare = address.trim_matches(['[', ']', ' ']);
    let number = bare.bytes().all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.' | b'x'));
    let ip = if number { numeric_host(bare).or_else(|| bare.parse::<IpAddr>().ok()) } else { None };
    match ip {
        Some(IpAddr::V6(ip)) => ip.to_ipv4_mapped().map_or_else(|| ip.to_string(), |ip| ip.to_string()),
        Some(ip) => ip.to_string(),
        None => bare.trim_end_matches('.').to_ascii_lowercase(),
    }
}

/// Whether a listener at `address` takes connections to every address of its host.
#[must_use]
pub fn is_wildcard(address: &str) -> bool {
    matches!(address.trim_matches(['[', ']']), "" | "*" | "0.0.0.0" | "::")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::topology::hostmap::HostEntry;

    #[test]
    fn an_address_leads_to_one_host() {
        let entry = |name: &str, addresses: &[&str], files: &[u32]| HostEntry {
            name: name.to_owned(),
            addresses: addresses.iter().map(|address| (*address).to_owned()).collect(),
            files: files.iter().copied().map(FileId).collect(),
        };
        let map = HostMap { hosts: vec![entry("db1", &["10.0.0.1", "DB1.example.net."], &[0]), entry("db2", &["127.0.1.2"], &[])] };
        let mut hosts = Hosts::new(&map);
        let (first, second) = (HostId(0), HostId(1));
        assert_eq!(hosts.find("db1.EXAMPLE.net"), Some(first));
        assert_eq!(hosts.find("db2"), Some(second));
        assert_eq!(hosts.of_file(FileId(0)), Some(first));
        assert_eq!(hosts.towards(first, "127.0.1.2"), second);
        assert_eq!(hosts.towards(first, "127.0.0.1"), first);
        assert_eq!(hosts.towards(first, "/var/run/postgresql"), first);
        let other = hosts.at("10.0.0.9");
        assert_eq!(hosts.at("[::ffff:10.0.0.9]"), other);
        assert!(!hosts.add_address(second, "10.0.0.1"));
        assert!(hosts.add_address(other, "localhost") && hosts.get(other).addresses == ["10.0.0.9"]);
    }
}
