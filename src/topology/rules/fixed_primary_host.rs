//! A way for writes ends at one node, and repmgr makes another one the primary.
//!
//! repmgr promotes a standby by itself, and nothing that the files tell of leads the pool there: it goes on to knock at the dead node. When
//! that comes back, it may even take writes there that the new primary never sees. (Silent where something may move the pool: a script, a
//! hook of events, a generated `%include`, several hosts, an address that is no node's, a balancer that chooses among the pools of several
//! nodes.)
//!
//! ```pgbouncer bad as=app/pgbouncer.ini
//! [databases]
//! shop = host=10.0.0.11 port=5432
//!             ^^^^^^^^^ `shop` leads to PostgreSQL pg1 (db1:5432) whatever node is the primary
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = userlist.txt
//! ```
//! ```repmgr and as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 user=repmgr dbname=repmgr'
//! failover = automatic
//! promote_command = '/usr/bin/repmgr standby promote -f /etc/repmgr.conf'
//! follow_command = '/usr/bin/repmgr standby follow -f /etc/repmgr.conf --upstream-node-id=%n'
//! ```
//! ```pgbouncer good as=app/pgbouncer.ini
//! [databases]
//! shop = host=10.0.0.11 port=5432
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = userlist.txt
//! tcp_keepalive = 1
//! tcp_keepidle = 30
//! tcp_user_timeout = 60000
//! ```
//! ```repmgr and as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 user=repmgr dbname=repmgr'
//! failover = automatic
//! promote_command = '/etc/repmgr/promote-and-move-the-pool'
//! follow_command = '/usr/bin/repmgr standby follow -f /etc/repmgr.conf --upstream-node-id=%n'
//! ```

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Check, Rule};
use crate::lint::{Finding, Level, Report, Upstream};
use crate::product::haproxy::postgres::{Role, role_of};
use crate::product::pgbouncer::ini::SectionKind;
use crate::topology::cluster::{Cluster, Member};
use crate::topology::hooks::may_do_more;
use crate::topology::hosts::canonical;
use crate::topology::{Balancer, BalancerId, Database, Frontend, LinkId, NodeId, Pooler, PoolerId, Target, Topology};

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP170",
    name: "fixed-primary-host",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

/// The nodes whose place another one takes without anybody's leading the clients there.
struct Unmoved<'m, 't> {
    clusters: Vec<Cluster<'m, 't>>,
    by_node: FxHashMap<NodeId, usize>,
    by_name: FxHashMap<String, NodeId>,
}

fn check(topology: &Topology<'_>, report: &mut Report) {
    let unmoved = unmoved(topology);
    if unmoved.by_node.is_empty() {
        return;
    }
    let choices = choices(topology);
    let mut ways: FxHashMap<&str, FxHashSet<NodeId>> = FxHashMap::default();
    for pooler in topology.poolers.iter().filter(|pooler| !reads(topology, pooler)) {
        for (database, node, _) in fixed(topology, &unmoved, pooler) {
            ways.entry(database.entry.name).or_default().insert(node);
        }
    }
    for (id, pooler) in topology.each_pooler().filter(|(_, pooler)| !reads(topology, pooler)) {
        let chosen = pooler.links.iter().any(|link| choices.contains(&place(topology, *link)));
        if !chosen {
            check_pooler(topology, &unmoved, &ways, id, report);
        }
    }
    check_balancers(topology, &unmoved, report);
}

fn unmoved<'m, 't>(topology: &'m Topology<'t>) -> Unmoved<'m, 't> {
    let mut found = Unmoved { clusters: Vec::new(), by_node: FxHashMap::default(), by_name: FxHashMap::default() };
    for cluster in topology.clusters() {
        let moved = cluster.members.iter().any(|member| may_do_more(member.file));
        if moved || !cluster.fails_over() {
            continue;
        }
        let candidate = |member: &Member<'_, '_>| member.file.priority() > 0 && member.file.is_automatic();
        let candidates = cluster.data().filter(|member| candidate(member)).count();
        let alone = cluster.data().count() == 1;
        for member in cluster.data() {
            // Somebody has to be there who can take its place; of a single file the others are elsewhere.
            let others = candidates - usize::from(candidate(member));
            if others > 0 || alone && member.file.is_automatic() {
                found.by_node.insert(member.id, found.clusters.len());
                if let Some(name) = member.file.node_name() {
                    found.by_name.insert(name.to_ascii_lowercase(), member.id);
                }
            }
        }
        found.clusters.push(cluster);
    }
    found
}

/// The section of the server line `link`.
fn place(topology: &Topology<'_>, link: LinkId) -> (BalancerId, usize) {
    let link = topology.link(link);
    (link.balancer, link.backend)
}

/// The backends of which HAProxy has something else to choose: another server of theirs, or another backend of a frontend, ends elsewhere.
fn choices(topology: &Topology<'_>) -> FxHashSet<(BalancerId, usize)> {
    let mut found = FxHashSet::default();
    for (id, balancer) in topology.each_balancer() {
        for frontend in &balancer.frontends {
            let backends = || frontend.routes.iter().map(|route| route.backend);
            if ends(topology, balancer, backends()).len() > 1 {
                found.extend(backends().map(|backend| (id, backend)));
            }
        }
        for backend in 0..balancer.backends.len() {
            if ends(topology, balancer, std::iter::once(backend)).len() > 1 {
                found.insert((id, backend));
            }
        }
    }
    found
}

/// Where the servers of `backends` end, each way once.
fn ends(topology: &Topology<'_>, balancer: &Balancer<'_>, backends: impl Iterator<Item = usize>) -> FxHashSet<Vec<Target>> {
    let links = backends.flat_map(|backend| &balancer.backends[backend].links);
    links.map(|link| topology.ends_of(topology.link(*link).target)).collect()
}

/// Whether `pooler` is for reading, as its name or that of all that leads to it tells.
fn reads(topology: &Topology<'_>, pooler: &Pooler<'_>) -> bool {
    let name = pooler.ini.source.name().rsplit('/').next().unwrap_or_default();
    let role = |link: &LinkId| {
        let (balancer, backend) = place(topology, *link);
        topology.balancer(balancer).backends[backend].role
    };
    role_of(name) == Role::Read || !pooler.links.is_empty() && pooler.links.iter().all(|link| role(link) == Role::Read)
}

/// The databases of `pooler` that lead to one node on another host and are not for reading, with that node, and whether its address says so.
fn fixed<'p, 't>(topology: &Topology<'t>, unmoved: &Unmoved<'_, 't>, pooler: &'p Pooler<'t>) -> Vec<(&'p Database<'t>, NodeId, bool)> {
    // A file without settings is a part of another one.
    if !pooler.ini.complete || !pooler.ini.sections.iter().any(|section| section.kind == Some(SectionKind::Main)) {
        return Vec::new();
    }
    let own = pooler.databases.iter().filter(|database| database.entry.name_at.file == pooler.ini.file);
    let found = own.filter_map(|database| {
        let [end] = database.ends.as_slice() else { return None };
        let Target::Node(id) = end.target else { return None };
        if end.local || role_of(database.entry.name) == Role::Read {
            return None;
        }
        let named = || {
            let address = canonical(database.entry.get("host").unwrap_or_default());
            unmoved.by_name.get(address.split('.').next().unwrap_or_default()).copied()
        };
        let (node, addressed) = if unmoved.by_node.contains_key(&id) {
            (id, true)
        } else if topology.node(id).repmgr.is_none() {
            (named()?, false)
        } else {
            return None;
        };
        // One that follows another is no place for writes.
        let follows = matches!(topology.node(node).upstream, Some(Target::Node(upstream)) if upstream != node);
        (!follows).then_some((database, node, addressed))
    });
    found.collect()
}

fn check_pooler(
    topology: &Topology<'_>,
    unmoved: &Unmoved<'_, '_>,
    ways: &FxHashMap<&str, FxHashSet<NodeId>>,
    id: PoolerId,
    report: &mut Report,
) {
    let pooler = topology.pooler(id);
    let mut found = fixed(topology, unmoved, pooler);
    // Clients that have several pools to choose from find the one that is well.
    found.retain(|(database, ..)| ways.get(database.entry.name).is_none_or(|nodes| nodes.len() < 2));
    let nodes: FxHashSet<NodeId> = found.iter().map(|(_, node, _)| *node).collect();
    if nodes.len() > 1 {
        found.retain(|(database, ..)| role_of(database.entry.name) == Role::Write);
    }
    let Some((database, node, addressed)) = found.first().copied() else { return };
    let node_name = topology.title(Target::Node(node));
    let message = format!("`{}` leads to {node_name} whatever node is the primary", database.entry.name);
    let finding = report.find(database.ends[0].at, message);
    match pooler.links.first() {
        Some(link) => finding.path(format!("{} → database {} → {node_name}", path_to_pooler(topology, *link), database.entry.name)),
        None => finding.path(format!("{} → database {} → {node_name}", topology.title(Target::Pooler(id)), database.entry.name)),
    };
    for (other, ..) in &found[1..] {
        finding.related(other.ends[0].at, format!("so does `{}`", other.entry.name));
    }
    if !addressed || !pooler.placed && pooler.links.is_empty() {
        finding.level(Level::Warning);
    }
    tell_cluster(unmoved, node, finding);
    finding.help(HELP);
}

const HELP: &str = "give each node a PgBouncer that leads to its own node only, and have HAProxy choose among them by a check that asks for the \
                    role; or move the pool in `promote_command` or `event_notification_command`";

fn path_to_pooler(topology: &Topology<'_>, link: LinkId) -> String {
    format!("{} → {}", topology.path_to(link), topology.title(topology.link(link).target))
}

/// Points at what makes another node the primary.
fn tell_cluster(unmoved: &Unmoved<'_, '_>, node: NodeId, finding: &mut Finding) {
    let Some(cluster) = unmoved.by_node.get(&node).map(|index| &unmoved.clusters[*index]) else { return };
    if let Some(member) = cluster.members.iter().find(|member| member.id == node) {
        finding.related(member.at("conninfo"), "the node that it leads to");
    }
    let candidates = cluster.data().filter(|other| other.id != node && other.file.priority() > 0 && other.file.is_automatic());
    for other in candidates.take(3) {
        let name = other.file.node_name().unwrap_or("this node");
        finding.related(other.at("failover"), format!("repmgr may make `{name}` the primary"));
    }
}

/// Tells of each HAProxy if all ways through all of them end at one node of another host.
fn check_balancers(topology: &Topology<'_>, unmoved: &Unmoved<'_, '_>, report: &mut Report) {
    let every = |balancer: &Balancer<'_>| 0..balancer.backends.len();
    let all: FxHashSet<Vec<Target>> = topology.balancers.iter().flat_map(|balancer| ends(topology, balancer, every(balancer))).collect();
    let sole = all.into_iter().collect::<Vec<_>>();
    let [ends] = sole.as_slice() else { return };
    let [Target::Node(node)] = ends.as_slice() else { return };
    if !unmoved.by_node.contains_key(node) {
        return;
    }
    for balancer in topology.balancers.iter().filter(|balancer| balancer.host != topology.node(*node).host) {
        let writes = |frontend: &&Frontend<'_>| frontend.role != Role::Read;
        let mut routes = balancer.frontends.iter().filter(writes).flat_map(|frontend| &frontend.routes);
        let Some(link) = routes.find_map(|route| balancer.backends[route.backend].links.first()).copied() else { continue };
        // What a PgBouncer elsewhere does wrong is said of that.
        let told = match topology.link(link).target {
            Target::Pooler(pooler) => topology.pooler(pooler).host != topology.node(*node).host,
            Target::Node(_) => false,
            _ => true,
        };
        let follows = topology.node(*node).upstream.is_some();
        if told || follows {
            continue;
        }
        let proxy = topology.link(link).proxy;
        let message = format!("`{}` leads to {} whatever node is the primary", proxy.name, topology.title(Target::Node(*node)));
        let finding = report.find(proxy.at, message);
        finding.section(balancer.model.section_of(proxy).label());
        finding.path(topology.path_through(link));
        finding.related(topology.link(link).at(topology), "its only way");
        tell_cluster(unmoved, *node, finding);
        finding.help("add the other nodes, and a check that asks for the role");
    }
}
