//! A machine as a folder: an unpacked image, or the machine itself.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::product::haproxy::machine::{Entry, Machine};

/// So many links are followed at most, as Linux does it.
const MAX_LINKS: usize = 40;

/// The machine whose root is this folder.
#[derive(Debug)]
pub(super) struct Root(PathBuf);

impl Root {
    /// The machine in `folder`.
    pub(super) fn new(folder: &str) -> io::Result<Self> {
        let folder = std::fs::canonicalize(folder)?;
        if !std::fs::metadata(&folder)?.is_dir() {
            return Err(io::Error::from(io::ErrorKind::NotADirectory));
        }
        Ok(Self(folder))
    }

    /// Where `path` of the machine is on ours. Links lead to places within the machine, as they do there.
    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        let mut ahead = parts(path);
        let mut inside: Vec<OsString> = Vec::new();
        let mut links = 0;
        while let Some(part) = ahead.pop() {
            if part == OsStr::new("..") {
                inside.pop();
                continue;
            }
            inside.push(part);
            let full = self.0.join(inside.iter().collect::<PathBuf>());
            let data = std::fs::symlink_metadata(&full)?;
            if data.is_symlink() {
                links += 1;
                if links > MAX_LINKS {
                    return Err(io::Error::other("too many links"));
                }
                let target = std::fs::read_link(&full)?;
                inside.pop();
                if target.is_absolute() {
                    inside.clear();
                }
                ahead.extend(parts(&target));
            } else if !ahead.is_empty() && !data.is_dir() {
                return Err(io::Error::from(io::ErrorKind::NotADirectory));
            }
        }
        Ok(self.0.join(inside.iter().collect::<PathBuf>()))
    }
}

/// The parts of `path`, the last one first.
fn parts(path: &Path) -> Vec<OsString> {
    let part = |component| match component {
        Component::Normal(name) => Some(name.to_owned()),
        Component::ParentDir => Some(OsString::from("..")),
        _ => None,
    };
    path.components().rev().filter_map(part).collect()
}

impl Machine for Root {
    fn entry(&self, path: &str) -> Entry {
        match self.resolve(Path::new(path)).and_then(std::fs::metadata) {
            Ok(data) if data.is_dir() => Entry::Folder,
            Ok(_) => Entry::File,
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Entry::Missing,
            Err(_) => Entry::Unknown,
        }
    }

    fn read(&self, path: &str) -> Option<Vec<u8>> {
        let path = self.resolve(Path::new(path)).ok()?;
        // What is no regular file may never end.
        if !std::fs::metadata(&path).ok()?.is_file() {
            return None;
        }
        std::fs::read(path).ok()
    }

    fn folder_of(&self, source: &str) -> Option<String> {
        let full = std::fs::canonicalize(source).ok()?;
        let inside = full.parent()?.strip_prefix(&self.0).ok()?;
        Some(format!("/{}", inside.to_str()?))
    }
}
