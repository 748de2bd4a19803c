//! The machine that HAProxy is to run on, as far as somebody lets us look at it.

use core::fmt::Debug;

/// What a path leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// Nothing is there.
    Missing,
    /// A folder.
    Folder,
    /// A file, or what can be read as one.
    File,
    /// That is not known: nobody may look.
    Unknown,
}

/// The files of a machine. Paths are absolute, as a process on that machine writes them.
pub trait Machine: Debug + Send + Sync {
    /// What is at `path`.
    fn entry(&self, path: &str) -> Entry;

    /// What the file at `path` holds; `None` if that is not known.
    fn read(&self, path: &str) -> Option<Vec<u8>>;

    /// The folder on that machine in which the configuration is that we call `source`; `None` if it is not there, or that is not known.
    fn folder_of(&self, source: &str) -> Option<String>;
}

/// A machine of which nothing is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AnyMachine;

impl Machine for AnyMachine {
    fn entry(&self, _path: &str) -> Entry {
        Entry::Unknown
    }

    fn read(&self, _path: &str) -> Option<Vec<u8>> {
        None
    }

    fn folder_of(&self, _source: &str) -> Option<String> {
        None
    }
}
