//! Which files and addresses belong to which host, as somebody says it.

use crate::text::FileId;

/// The hosts that are told, by a configuration file or by a folder for each. Empty if nothing is told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HostMap {
    /// The hosts; no file and no address is of two of them.
    pub hosts: Vec<HostEntry>,
}

/// A host that is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostEntry {
    /// Its name: a word of the map, or the name of the folder its files are in. No address by itself.
    pub name: String,
    /// Its addresses, IP addresses and names, as written.
    pub addresses: Vec<String>,
    /// The files that stand on it, in order.
    pub files: Vec<FileId>,
}

impl HostMap {
    /// The host that `file` stands on, by its place in the map.
    #[must_use]
    pub fn host_of(&self, file: FileId) -> Option<usize> {
        self.hosts.iter().position(|host| host.files.contains(&file))
    }
}
