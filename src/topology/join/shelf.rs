//! Which of many files a path means that is written in another file.

use rustc_hash::FxHashMap;

use crate::product::tidy;
use crate::text::{FileId, Sources};
use crate::topology::{HostId, Hosts};

/// Files that a setting may mean, found by where they stand and how their paths end.
#[derive(Default)]
pub(super) struct Shelf {
    all: Names,
    on_host: FxHashMap<HostId, Names>,
    in_folder: FxHashMap<String, Names>,
}

/// Files by the ends of their paths.
#[derive(Default)]
struct Names {
    files: Few,
    by_tail: FxHashMap<String, Few>,
}

/// How many files there are, and the first of them.
#[derive(Default, Clone, Copy)]
struct Few {
    first: usize,
    count: usize,
}

impl Few {
    fn add(&mut self, at: usize) {
        if self.count == 0 {
            self.first = at;
        }
        self.count += 1;
    }
}

impl Names {
    fn add(&mut self, at: usize, path: &str) {
        self.files.add(at);
        let whole = path.trim_start_matches('/');
        self.by_tail.entry(whole.to_owned()).or_default().add(at);
        for (slash, _) in whole.match_indices('/') {
            self.by_tail.entry(whole[slash + 1..].to_owned()).or_default().add(at);
        }
    }
}

impl Shelf {
    /// Files in order, those that are told to stand on a host by that, the others by their folder.
    pub(super) fn new(files: impl Iterator<Item = FileId>, sources: &Sources, hosts: &Hosts) -> Self {
        let mut shelf = Self::default();
        for (at, file) in files.enumerate() {
            let path = tidy(sources.get(file).name());
            shelf.all.add(at, &path);
            let near = match hosts.of_file(file) {
                Some(host) => shelf.on_host.entry(host).or_default(),
                None => shelf.in_folder.entry(super::folder_of(sources.get(file).name()).to_owned()).or_default(),
            };
            near.add(at, &path);
        }
        shelf
    }

    /// The file that `path` means on `host`, if that is known, or in `folder`: of those that stand there, or else of all, the one whose path ends
    /// like it, else the one that is called so, else the only one.
    pub(super) fn find(&self, path: &str, host: Option<HostId>, folder: &str) -> Option<usize> {
        let on_host = host.and_then(|host| self.on_host.get(&host));
        let near: Vec<&Names> = on_host.into_iter().chain(self.in_folder.get(folder)).collect();
        if near.is_empty() { only(&[&self.all], path) } else { only(&near, path) }
    }
}

/// The file of `places` that fits `path` best, if no other one fits as well.
fn only(places: &[&Names], path: &str) -> Option<usize> {
    let path = tidy(path);
    let base = path.rsplit('/').next().unwrap_or_default();
    let tails = [path.trim_start_matches('/'), base];
    let by_tail = |tail: &str| places.iter().filter_map(|names| names.by_tail.get(tail)).copied().collect::<Vec<Few>>();
    let levels = tails.into_iter().map(by_tail).chain([places.iter().map(|names| names.files).collect()]);
    let best = levels.into_iter().find(|level| !level.is_empty())?;
    match best.as_slice() {
        [Few { first, count: 1 }] => Some(*first),
        _ => None,
    }
}
