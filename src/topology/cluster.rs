//! The nodes that repmgr.conf files tell of, as clusters.

use rustc_hash::{FxHashMap, FxHashSet};

use super::hosts::{HostId, canonical, is_own};
use super::join::nodes::first_host;
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
    /// The port in its connection string; 0 if that is none.
    pub port: u16,
    /// Whether it is a witness: its name, its host or its file tells, or clients are led to others and not to it.
    pub witness: bool,
    /// Whether clients are led to its host, or a pool stands there.
    pub reached: bool,
    /// The only postgresql.conf of a run with a single repmgr.conf: nobody gives two files that have nothing to do with each other.
    sole: Option<&'t Conf<'t>>,
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

/// A [`Member`] apart from the node itself, so that the join can keep it.
pub(super) struct Standing<'t> {
    id: NodeId,
    file: &'t File<'t>,
    number: i64,
    port: u16,
    witness: bool,
    reached: bool,
    sole: Option<&'t Conf<'t>>,
}

impl<'t> Standing<'t> {
    fn of(member: &Member<'_, 't>) -> Self {
        let Member { id, node: _, file, number, port, witness, reached, sole } = *member;
        Self { id, file, number, port, witness, reached, sole }
    }

    fn member<'m>(&self, topology: &'m Topology<'t>) -> Member<'m, 't> {
        let Self { id, file, number, port, witness, reached, sole } = *self;
        Member { id, node: topology.node(id), file, number, port, witness, reached, sole }
    }
}

impl<'t> Topology<'t> {
    /// The clusters. A file without a `node_id` or a connection string that can be read is of none, a file that is there twice counts once.
    #[must_use]
    pub fn clusters(&self) -> Vec<Cluster<'_, 't>> {
        let members = |group: &Vec<Standing<'t>>| group.iter().map(|standing| standing.member(self)).collect();
        self.grouped.iter().map(|group| Cluster { members: members(group) }).collect()
    }

    /// Finds the clusters, once everything else is joined.
    pub(super) fn group(&mut self) {
        let standings = |cluster: &Cluster<'_, 't>| cluster.members.iter().map(Standing::of).collect();
        self.grouped = self.find_clusters().iter().map(standings).collect();
    }

    fn find_clusters(&self) -> Vec<Cluster<'_, 't>> {
        let reached = self.reached();
        let mut members: Vec<Member<'_, 't>> = self.cluster().filter_map(|(id, node, file)| self.member(id, node, file)).collect();
        for member in &mut members {
            member.reached = reached.contains(&member.host());
        }
        // Of two files of one node the one that says more counts.
        members.sort_by_key(|member| (member.number, std::cmp::Reverse(member.file.assignments.len()), self.path_of(member)));
        let mut seen: FxHashMap<(i64, Option<&str>), Member<'_, 't>> = FxHashMap::default();
        members.retain(|member| {
            let first = *seen.entry((member.number, member.file.node_name())).or_insert(*member);
            first.id == member.id || !self.is_same(&first, member)
        });
        let mut apart: FxHashMap<String, Vec<Member<'_, 't>>> = FxHashMap::default();
        for member in members {
            apart.entry(self.surroundings(&member)).or_default().push(member);
        }
        let mut keys: Vec<String> = apart.keys().cloned().collect();
        keys.sort();
        let mut clusters: Vec<_> = keys.iter().filter_map(|key| apart.remove(key)).flat_map(|members| self.split(members, 1)).collect();
        for cluster in &mut clusters {
            // Where one is called so, the others are none.
            let named = cluster.members.iter().any(|member| member.witness);
            let several = !named && cluster.members.iter().filter(|member| member.reached).count() > 1;
            for member in cluster.members.iter_mut().filter(|_| several) {
                member.witness |= !member.reached;
            }
        }
        clusters
    }

    /// The hosts to which clients are led, or on which a pool stands.
    fn reached(&self) -> FxHashSet<HostId> {
        let links = self.links.iter().filter_map(|link| self.host_of(link.target));
        let ends = self.poolers.iter().flat_map(|pooler| &pooler.databases).flat_map(|database| &database.ends).map(|end| end.host);
        links.chain(ends).chain(self.poolers.iter().map(|pooler| pooler.host)).collect()
    }

    /// Whether `member`, of the same id and name as `first`, is the same node a second time: as it was before, or in a text about it.
    fn is_same(&self, first: &Member<'_, 't>, member: &Member<'_, 't>) -> bool {
        if self.is_told(first) && self.is_told(member) {
            return first.host() == member.host();
        }
        let addresses = first.address().zip(member.address());
        addresses.is_none_or(|(one, other)| canonical(one) == canonical(other)) || !are_alike(first.file, member.file)
    }

    /// Whether somebody says where it stands.
    fn is_told(&self, member: &Member<'_, 't>) -> bool {
        self.hosts.get(member.host()).evidence == Evidence::Told
    }

    fn member<'m>(&self, id: NodeId, node: &'m Node<'t>, file: &'t File<'t>) -> Option<Member<'m, 't>> {
        let number = file.node_id().filter(|number| *number > 0)?;
        let conninfo = file.conninfo.as_ref().filter(|conninfo| conninfo.fault.is_none())?;
        // What a template leaves open is no address.
        let shouted = |text: &str| text.len() > 3 && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
        let open = |text: &str| text.contains(['{', '}', '$', '<', '>', '%', '[']) || shouted(text);
        if conninfo.get("host").is_some_and(open) || file.node_name().is_some_and(open) {
            return None;
        }
        let host = &self.hosts.get(node.host).name;
        let path = self.stack.sources.get(file.id).name();
        let tail: Vec<&str> = path.rsplit('/').take(2).collect();
        let witness = [file.node_name().unwrap_or_default(), host].into_iter().chain(tail).any(names_witness);
        let sole = match (self.stack.repmgr.files.as_slice(), self.stack.postgresql.confs.as_slice()) {
            ([_], [conf]) => Some(conf),
            _ => None,
        };
        let port = first_host(conninfo).1;
        Some(Member { id, node, file, number, port, witness, reached: false, sole })
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

    /// Tells clusters apart by folders, where node ids repeat: a folder of several nodes is a cluster, and so is each of two files that have
    /// little in common.
    fn split<'m>(&self, members: Vec<Member<'m, 't>>, depth: usize) -> Vec<Cluster<'m, 't>> {
        let repeated = repeated(&members);
        let told = members.iter().all(|member| self.is_told(member));
        if repeated == 0 || told || depth > MAX_DEPTH {
            return vec![Cluster { members }];
        }
        let groups = self.by_folder(&members, depth);
        if groups.len() == 1 {
            return self.split(members, depth + 1);
        }
        let within: usize = groups.iter().map(|group| self::repeated(group)).sum();
        let several = groups.iter().any(|group| group.len() > 1);
        if within < repeated && (several || strangers(&members)) {
            return groups.into_iter().flat_map(|group| self.split(group, depth + 1)).collect();
        }
        vec![Cluster { members }]
    }

    /// `members` by the first `depth` folders of their paths.
    fn by_folder<'m>(&self, members: &[Member<'m, 't>], depth: usize) -> Vec<Vec<Member<'m, 't>>> {
        let mut groups: FxHashMap<&str, Vec<Member<'m, 't>>> = FxHashMap::default();
        for member in members {
            let path = self.path_of(member);
            let end = path.match_indices('/').take(depth).last().map_or(0, |(at, _)| at);
            groups.entry(&path[..end]).or_default().push(*member);
        }
        let mut groups: Vec<_> = groups.into_iter().collect();
        groups.sort_by(|left, right| left.0.cmp(right.0));
        groups.into_iter().map(|(_, members)| members).collect()
    }
}

/// How many of `members` have the id of one before them.
fn repeated(members: &[Member<'_, '_>]) -> usize {
    let numbers: FxHashSet<i64> = members.iter().map(|member| member.number).collect();
    members.len() - numbers.len()
}

/// Whether two of `members` with one id have little in common.
fn strangers(members: &[Member<'_, '_>]) -> bool {
    let mut first: FxHashMap<i64, &File<'_>> = FxHashMap::default();
    members.iter().any(|member| !are_alike(first.entry(member.number).or_insert(member.file), member.file))
}

/// Whether two files set much the same settings, as those of one cluster do.
fn are_alike(one: &File<'_>, other: &File<'_>) -> bool {
    let names = |file: &File<'_>| -> FxHashSet<String> { file.assignments.iter().map(|line| line.name.to_ascii_lowercase()).collect() };
    let (left, right) = (names(one), names(other));
    let shared = left.intersection(&right).count();
    4 * shared >= 3 * (left.len() + right.len() - shared)
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

    /// Whether nothing speaks against it that `member` is a witness: of three nodes or more none is called one, and nobody is led to it.
    #[must_use]
    pub fn may_be_witness(&self, member: &Member<'_, '_>) -> bool {
        let follows = member.node.upstream.is_some();
        self.members.len() > 2 && !member.reached && !follows && !self.members.iter().any(|member| member.witness)
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
        self.node.conf.filter(|_| self.node.own_conf).or(self.sole)
    }

    /// Its postgresql.conf, or the only one that there is for all nodes, and whether it is its own.
    #[must_use]
    pub fn any_conf(&self) -> Option<(&'t Conf<'t>, bool)> {
        self.conf().map(|conf| (conf, true)).or_else(|| self.node.conf.map(|conf| (conf, false)))
    }

    /// Its host.
    #[must_use]
    pub fn host(&self) -> HostId {
        self.node.host
    }
}
