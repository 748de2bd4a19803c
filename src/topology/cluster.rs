//! The nodes that repmgr.conf files tell of, as clusters.

use rustc_hash::{FxHashMap, FxHashSet};

use super::hosts::{HostId, canonical, is_own};
use super::{Evidence, Node, NodeId, Topology};
use crate::product::postgresql::conf::Conf;
use crate::product::repmgr::model::File;
use crate::text::{Location, Span};

/// Nodes that know each other.
pub struct Cluster<'m, 't> {
    /// The nodes by `node_id`.
    pub members: Vec<Member<'m, 't>>,
}

/// A node of a cluster.
#[derive(Clone, Copy)]
pub struct Member<'m, 't> {
    /// The node.
    pub id: NodeId,
    /// The node.
    pub node: &'m Node<'t>,
    /// Its repmgr.conf.
    pub file: &'t File<'t>,
    /// Its `node_id`.
    pub number: i64,
    /// Whether it is a witness, as its name, its host or its file tells.
    pub witness: bool,
}

/// Parts of paths that tell of several clusters side by side.
const SURROUNDINGS: [&str; 16] = [
    "dev",
    "develop",
    "development",
    "doc",
    "docs",
    "example",
    "examples",
    "preprod",
    "prod",
    "production",
    "qa",
    "stage",
    "staging",
    "template",
    "templates",
    "test",
];
/// What a witness is called.
const WITNESS: [&str; 4] = ["wit", "arbiter", "observer", "tiebreaker"];

impl<'t> Topology<'t> {
    /// The clusters. A file without a `node_id` or a connection string that can be read is of none, a file that is there twice counts once.
    #[must_use]
    pub fn clusters(&self) -> Vec<Cluster<'_, 't>> {
        let mut members: Vec<Member<'_, 't>> = self.cluster().filter_map(|(id, node, file)| self.member(id, node, file)).collect();
        members.sort_by_key(|member| (member.number, self.path_of(member)));
        let mut seen = FxHashSet::default();
        members.retain(|member| {
            let own = Some(member.node.host).filter(|host| self.hosts.get(*host).evidence == Evidence::Told);
            seen.insert((own, member.number, member.file.node_name(), member.address().map(canonical), member.node.port))
        });
        let mut apart: FxHashMap<String, Vec<Member<'_, 't>>> = FxHashMap::default();
        for member in members {
            apart.entry(self.surroundings(&member)).or_default().push(member);
        }
        let mut keys: Vec<String> = apart.keys().cloned().collect();
        keys.sort();
        keys.iter().filter_map(|key| apart.remove(key)).flat_map(|members| self.split(members)).collect()
    }

    fn member<'m>(&self, id: NodeId, node: &'m Node<'t>, file: &'t File<'t>) -> Option<Member<'m, 't>> {
        let number = file.node_id()?;
        let conninfo = file.conninfo.as_ref().filter(|conninfo| conninfo.fault.is_none())?;
        // What a template leaves open is no address.
        let open = |text: &str| text.contains(['{', '}', '$', '<', '>', '%']);
        if conninfo.get("host").is_some_and(open) || file.node_name().is_some_and(open) {
            return None;
        }
        let host = &self.hosts.get(node.host).name;
        let path = self.stack.sources.get(file.id).name();
        let tail: Vec<&str> = path.rsplit('/').take(2).collect();
        let witness = [file.node_name().unwrap_or_default(), host].into_iter().chain(tail).any(names_witness);
        Some(Member { id, node, file, number, witness })
    }

    fn path_of(&self, member: &Member<'_, 't>) -> &str {
        self.stack.sources.get(member.file.id).name()
    }

    /// The parts of its path that tell of one cluster among several.
    fn surroundings(&self, member: &Member<'_, 't>) -> String {
        let path = self.path_of(member).to_ascii_lowercase();
        let parts = path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| SURROUNDINGS.contains(part));
        parts.collect::<Vec<_>>().join("/")
    }

    /// Tells clusters apart by folders where node ids repeat, and every folder has several nodes of its own.
    fn split<'m>(&self, members: Vec<Member<'m, 't>>) -> Vec<Cluster<'m, 't>> {
        let distinct = |members: &[Member<'m, 't>]| {
            let numbers: FxHashSet<i64> = members.iter().map(|member| member.number).collect();
            numbers.len() == members.len()
        };
        if distinct(&members) {
            return vec![Cluster { members }];
        }
        for depth in 1..MAX_DEPTH {
            let mut groups: FxHashMap<String, Vec<Member<'m, 't>>> = FxHashMap::default();
            for member in &members {
                let parts: Vec<&str> = self.path_of(member).split('/').collect();
                let folder = parts[..depth.min(parts.len() - 1)].join("/");
                groups.entry(folder).or_default().push(*member);
            }
            if groups.len() > 1 {
                if groups.values().all(|group| group.len() > 1 && distinct(group)) {
                    let mut groups: Vec<_> = groups.into_iter().collect();
                    groups.sort_by(|left, right| left.0.cmp(&right.0));
                    return groups.into_iter().map(|(_, members)| Cluster { members }).collect();
                }
                break;
            }
        }
        vec![Cluster { members }]
    }
}

/// Folders are not nested deeper than this.
const MAX_DEPTH: usize = 12;

/// Whether `name` is that of a witness.
#[must_use]
pub fn names_witness(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let mut parts = name.split(|c: char| !c.is_ascii_alphanumeric()).map(|part| part.trim_end_matches(|c: char| c.is_ascii_digit()));
    name.contains("witness") || parts.any(|part| WITNESS.contains(&part))
}

impl<'m, 't> Cluster<'m, 't> {
    /// The nodes that hold data: all but witnesses.
    pub fn data(&self) -> impl Iterator<Item = &Member<'m, 't>> {
        self.members.iter().filter(|member| !member.witness)
    }

    /// Whether the files of all its nodes seem to be there: their ids are 1, 2, and so on.
    #[must_use]
    pub fn seems_whole(&self) -> bool {
        self.members.iter().zip(1..).all(|(member, number)| member.number == number)
    }

    /// Whether repmgr promotes a standby by itself.
    #[must_use]
    pub fn fails_over(&self) -> bool {
        self.data().any(|member| member.file.is_automatic())
    }
}

impl<'t> Member<'_, 't> {
    /// Where the value of `name` stands; its `node_id` if the file does not say anything of it.
    #[must_use]
    pub fn at(&self, name: &str) -> Location {
        let place = self.file.place(name).or_else(|| self.file.place("node_id"));
        place.unwrap_or(Location::new(self.file.id, Span::empty(0)))
    }

    /// Where the value of `keyword` in its connection string stands; the whole of it if the keyword is not there.
    #[must_use]
    pub fn conninfo_at(&self, keyword: &str) -> Location {
        let whole = self.at("conninfo");
        let option = self.file.conninfo.as_ref().and_then(|conninfo| conninfo.option(keyword));
        option.map_or(whole, |option| Location::new(whole.file, option.at))
    }

    /// Where the address in its connection string stands.
    #[must_use]
    pub fn address_at(&self) -> Location {
        let numeric = self.file.conninfo.as_ref().is_some_and(|conninfo| conninfo.get("hostaddr").is_some());
        self.conninfo_at(if numeric { "hostaddr" } else { "host" })
    }

    /// The address in its connection string, unless that leads every host to itself.
    #[must_use]
    pub fn address(&self) -> Option<&'t str> {
        let conninfo = self.file.conninfo.as_ref()?;
        let address = conninfo.get("hostaddr").or_else(|| conninfo.get("host"))?;
        let address = address.split(',').next().unwrap_or_default();
        (!is_own(address)).then_some(address)
    }

    /// Its postgresql.conf, if that is known to be its own.
    #[must_use]
    pub fn conf(&self) -> Option<&'t Conf<'t>> {
        self.node.conf.filter(|_| self.node.own_conf)
    }

    /// Its host.
    #[must_use]
    pub fn host(&self) -> HostId {
        self.node.host
    }
}
