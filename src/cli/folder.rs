//! Which files a folder stands for, and on which host each of them stands.
//!
//! The folder itself is read as HAProxy reads it: all `*.cfg`, and the files of the other programs. Below it files count that are called as the
//! programs call them; other `*.cfg` count if they read like HAProxy's and the folder itself holds none. A subfolder with such files is a host of
//! its name, unless it is the only one, or its name is that of a program or of a part of a machine (`postgresql`, `conf.d`, `etc`).

use std::io;

use super::{Host, Listing};
use crate::product::Language;

/// Files of Patroni, which is no part of the stack that is checked; named where they are found, and told.
pub(super) const PATRONI: [&str; 2] = ["patroni.yml", "patroni.yaml"];

/// Folders within folders are followed so far.
const MAX_DEPTH: usize = 16;

/// Names of folders that are no host's: those of programs, of parts of a machine, and of what holds all hosts.
const NO_HOSTS: [&str; 24] = [
    "haproxy",
    "pgbouncer",
    "repmgr",
    "postgresql",
    "postgres",
    "pgsql",
    "etc",
    "conf",
    "config",
    "configs",
    "data",
    "main",
    "var",
    "lib",
    "usr",
    "opt",
    "srv",
    "home",
    "hosts",
    "nodes",
    "servers",
    "machines",
    "stack",
    "files",
];

/// What starts the names of the programs' files.
const STARTS: [&str; 7] = ["postgresql", "pg_hba", "pg_ident", "pgbouncer", "userlist", "repmgr", "hba"];

/// A file that a folder stands for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Its path.
    pub(super) path: String,
    /// The folder of the host it stands on, if that is told.
    pub(super) host: Option<String>,
    /// Whether it counts only if it reads like HAProxy's.
    pub(super) if_haproxy: bool,
}

/// What a folder stands for.
#[derive(Debug, Default)]
pub(super) struct Walk {
    /// Its files, in order.
    pub(super) files: Vec<Found>,
    /// Folders that could not be read.
    pub(super) faults: Vec<(String, io::Error)>,
}

/// A folder with what counts in it.
struct Tree {
    path: String,
    name: String,
    files: Vec<Found>,
    folders: Vec<Tree>,
}

/// Goes through folders.
struct Walker<'w> {
    host: &'w dyn Host,
    /// Whether a path is left out.
    excluded: &'w dyn Fn(&str) -> bool,
    /// Whether other `*.cfg` than `haproxy.cfg` count below the folder.
    any_cfg: bool,
    faults: Vec<(String, io::Error)>,
}

/// What the folder `path`, which holds `listing`, stands for, without what is `excluded`. Subfolders called as in `hosts` are hosts in any case.
pub(super) fn walk(path: &str, listing: Listing, excluded: &dyn Fn(&str) -> bool, hosts: &[&str], host: &dyn Host) -> Walk {
    let any_cfg = !listing.files.iter().any(|name| is_cfg(name));
    let mut walker = Walker { host, excluded, any_cfg, faults: Vec::new() };
    let path = if path == "/" { "" } else { path.trim_end_matches('/') };
    let tree = walker.tree(path, String::new(), listing, 0);
    let mut walk = Walk { files: Vec::new(), faults: walker.faults };
    place(tree, None, hosts, &mut walk.files);
    walk
}

impl Walker<'_> {
    fn tree(&mut self, path: &str, name: String, listing: Listing, depth: usize) -> Tree {
        let Listing { mut files, mut folders } = listing;
        files.sort_unstable();
        folders.sort_unstable();
        let is_data = files.iter().any(|name| name == "PG_VERSION");
        let mut tree = Tree { path: path.to_owned(), name, files: Vec::new(), folders: Vec::new() };
        for name in files {
            let full = format!("{path}/{name}");
            let if_haproxy = depth > 0 && is_cfg(&name) && name != "haproxy.cfg";
            let counts = if depth == 0 { counts(&full, &name) } else { counts_below(&full, &name, self.any_cfg) };
            if counts && !(self.excluded)(&full) {
                tree.files.push(Found { path: full, host: None, if_haproxy });
            }
        }
        // What PostgreSQL keeps in its data directory is no configuration.
        if is_data || depth == MAX_DEPTH {
            return tree;
        }
        for name in folders.into_iter().filter(|name| !name.starts_with('.')) {
            let full = format!("{path}/{name}");
            if (self.excluded)(&full) {
                continue;
            }
            match self.host.list(&full) {
                Ok(Some(listing)) => {
                    let folder = self.tree(&full, name, listing, depth + 1);
                    if !folder.files.is_empty() || !folder.folders.is_empty() {
                        tree.folders.push(folder);
                    }
                }
                Ok(None) => {}
                Err(error) => self.faults.push((full, error)),
            }
        }
        tree
    }
}

/// Whether a file called `name` counts in the folder itself.
fn counts(path: &str, name: &str) -> bool {
    let is_other = !name.starts_with('.') && Language::by_name(path).is_some_and(|language| language != Language::Haproxy);
    is_cfg(name) || is_other || PATRONI.contains(&name)
}

/// Whether a file called `name` counts in a folder below.
fn counts_below(path: &str, name: &str, any_cfg: bool) -> bool {
    match Language::by_name(path) {
        Some(Language::Haproxy) => name == "haproxy.cfg" || any_cfg && is_cfg(name),
        Some(_) => STARTS.iter().any(|start| name.starts_with(start)),
        None => PATRONI.contains(&name),
    }
}

/// Whether HAProxy takes a file called `name` from a folder: the name ends in `.cfg`, has no other `.cfg` in it, and is not hidden.
fn is_cfg(name: &str) -> bool {
    !name.starts_with('.') && name.find(".cfg").is_some_and(|at| at + 4 == name.len())
}

/// Whether a folder called `name` is a part of a machine rather than a machine.
fn is_part(name: &str) -> bool {
    NO_HOSTS.contains(&name) || name.strip_suffix(".d").is_some() || is_version(name)
}

/// Whether `name` is a version of PostgreSQL, such as `15` or `9.6`: folders are called so, and hosts are not.
fn is_version(name: &str) -> bool {
    let (major, minor) = name.split_once('.').unwrap_or((name, "0"));
    major.parse().is_ok_and(|major: u32| (9..100).contains(&major)) && minor.bytes().all(|byte| byte.is_ascii_digit())
}

/// Puts the files of `tree`, which stands on `host`, at the end of `files`.
fn place(tree: Tree, host: Option<&str>, hosts: &[&str], files: &mut Vec<Found>) {
    let is_alone = tree.files.is_empty() && tree.folders.len() == 1;
    files.extend(tree.files.into_iter().map(|file| Found { host: host.map(str::to_owned), ..file }));
    for folder in tree.folders {
        let own = host.is_none() && (hosts.contains(&folder.name.as_str()) || !is_alone && !is_part(&folder.name));
        let path = folder.path.clone();
        place(folder, if own { Some(&path) } else { host }, hosts, files);
    }
}
