//! PostgreSQL listens on its own host only, and others are to connect to it.
//!
//! Without `listen_addresses` it listens on `localhost`. Neither the other nodes of the cluster nor a PgBouncer or HAProxy elsewhere reach
//! it: `connection refused`.
//!
//! ```repmgr bad as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 user=repmgr dbname=repmgr'
//! ```
//! ```postgresql and as=db1/postgresql.conf
//! listen_addresses = 'localhost'
//!                    ^^^^^^^^^^^ PostgreSQL listens on its own host only, and others connect to it
//! ```
//! ```repmgr good as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 user=repmgr dbname=repmgr'
//! ```
//! ```postgresql and as=db1/postgresql.conf
//! listen_addresses = 'localhost, 10.0.0.11'
//! ```

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::check::list;
use crate::product::postgresql::conf::Conf;
use crate::text::{FileId, Location, Span};
use crate::topology::hosts::{is_own, is_wildcard};
use crate::topology::{Evidence, NodeId, Target, Topology};

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP190",
    name: "loopback-only-postgres",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

/// A connection from another host.
struct Caller {
    path: String,
    at: Location,
    what: &'static str,
}

/// So many of them are shown.
const MAX_SHOWN: usize = 4;

fn check(topology: &Topology<'_>, report: &mut Report) {
    let mut callers: Option<FxHashMap<NodeId, Vec<Caller>>> = None;
    let mut told: FxHashSet<FileId> = FxHashSet::default();
    for (id, node) in topology.each_node() {
        let Some(conf) = node.conf.filter(|conf| is_closed(conf)) else { continue };
        let callers = callers.get_or_insert_with(|| all_callers(topology));
        let Some(callers) = callers.get(&id) else { continue };
        // One file of several nodes is told of once.
        if !told.insert(conf.file) {
            continue;
        }
        let entry = conf.entry("listen_addresses");
        let at = entry.map_or(Location::new(conf.file, Span::empty(0)), |entry| entry.value_at);
        let message = match entry {
            Some(_) => "PostgreSQL listens on its own host only, and others connect to it",
            None => "`listen_addresses` is not set: PostgreSQL listens on its own host only, and others connect to it",
        };
        let finding = report.find(at, message);
        // What is not written here may stand on the command line, as containers have it.
        if entry.is_none() || !node.own_conf || topology.hosts.get(node.host).evidence == Evidence::Assumed {
            finding.level(Level::Warning);
        }
        for caller in callers.iter().take(MAX_SHOWN) {
            finding.path(caller.path.clone());
            finding.related(caller.at, caller.what);
        }
        finding.covers("listen-localhost");
        finding.help("set `listen_addresses = '*'`, or to the address that the others use");
    }
}

/// Whether `conf` certainly lets nobody connect from another host.
fn is_closed(conf: &Conf<'_>) -> bool {
    let listened = conf.text("listen_addresses").filter(|_| conf.decides(&["listen_addresses"]));
    let own = |address: &String| is_own(address) && !is_wildcard(address);
    listened.and_then(|addresses| list(&addresses, false)).is_some_and(|addresses| addresses.iter().all(own))
}

/// Who connects to which node from another host.
fn all_callers(topology: &Topology<'_>) -> FxHashMap<NodeId, Vec<Caller>> {
    let mut callers: FxHashMap<NodeId, Vec<Caller>> = FxHashMap::default();
    for cluster in topology.clusters() {
        for member in cluster.members.iter().filter(|member| member.address().is_some()) {
            let name = member.file.node_name().unwrap_or("the node");
            let path = format!("repmgr → conninfo of {name} → PostgreSQL {}", topology.node_name(member.id));
            callers.entry(member.id).or_default().push(Caller { path, at: member.address_at(), what: "the other nodes connect by this" });
        }
    }
    for (id, pooler) in topology.each_pooler() {
        for database in &pooler.databases {
            for end in &database.ends {
                let Target::Node(node) = end.target else { continue };
                if !end.local && topology.are_apart(pooler.host, topology.node(node).host) {
                    let path = topology.database_path(id, database);
                    callers.entry(node).or_default().push(Caller { path, at: end.at, what: "PgBouncer connects to it" });
                }
            }
        }
    }
    for (id, link) in topology.each_link() {
        let Target::Node(node) = link.target else { continue };
        if topology.are_apart(topology.balancer(link.balancer).host, topology.node(node).host) {
            let caller = Caller { path: topology.path_through(id), at: link.at(topology), what: "HAProxy connects to it" };
            callers.entry(node).or_default().push(caller);
        }
    }
    for (id, node) in topology.each_node() {
        let (Some(Target::Node(upstream)), Some(conf)) = (node.upstream, node.conf) else { continue };
        let Some(entry) = conf.entry("primary_conninfo") else { continue };
        if topology.are_apart(node.host, topology.node(upstream).host) {
            let path = format!("PostgreSQL {} → PostgreSQL {}", topology.node_name(id), topology.node_name(upstream));
            callers.entry(upstream).or_default().push(Caller { path, at: entry.value_at, what: "a standby connects to it" });
        }
    }
    callers
}
