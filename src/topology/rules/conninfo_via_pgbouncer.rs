//! What repmgr or replication connects to is PgBouncer.
//!
//! Before 1.23 PgBouncer refuses connections for replication, so that neither a clone nor a standby gets through. And repmgrd measures the
//! pool, not the node: a PgBouncer that listens while its PostgreSQL is dead looks like a node that is well, and a paused one like a node
//! that is dead.
//!
//! ```repmgr bad as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 port=6432 user=repmgr dbname=repmgr'
//!                                 ^^^^ this is the port of PgBouncer
//! ```
//! ```pgbouncer and as=db1/pgbouncer.ini
//! [databases]
//! app = host=127.0.0.1
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! ```
//! ```repmgr good as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 port=5432 user=repmgr dbname=repmgr'
//! ```
//! ```pgbouncer and as=db1/pgbouncer.ini
//! [databases]
//! app = host=127.0.0.1
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! ```

use rustc_hash::FxHashMap;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::schema::Version;
use crate::topology::cluster::Member;
use crate::topology::hosts::{canonical, is_own, is_wildcard};
use crate::topology::{HostId, Pooler, PoolerId, Target, Topology};

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP177",
    name: "conninfo-via-pgbouncer",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

/// PgBouncer lets connections for replication through from here on.
const REPLICATION: Version = Version::new(1, 23);

fn check(topology: &Topology<'_>, report: &mut Report) {
    let mut by_place: FxHashMap<(HostId, u16), PoolerId> = FxHashMap::default();
    for (id, pooler) in topology.each_pooler() {
        by_place.entry((pooler.host, pooler.port())).or_insert(id);
    }
    if by_place.is_empty() {
        return;
    }
    let elsewhere = topology.each_pooler().find(|(_, pooler)| pooler.port() == 6432).map(|(id, _)| id);
    for cluster in topology.clusters() {
        for member in &cluster.members {
            let port = member.port;
            let here =
                by_place.get(&(member.host(), port)).copied().filter(|id| hears(topology.pooler(*id), member.address().unwrap_or("")));
            // Nobody gives PostgreSQL the usual port of PgBouncer where there is one.
            let found = here.or_else(|| elsewhere.filter(|_| port == 6432));
            if let Some(pooler) = found.filter(|_| !is_port_of_postgres(member)) {
                tell(topology, member, pooler, here.is_some(), report);
            }
        }
    }
    for (id, node) in topology.each_node() {
        let (Some(Target::Pooler(pooler)), Some(conf)) = (node.upstream, node.conf) else { continue };
        let Some(entry) = conf.entry("primary_conninfo") else { continue };
        let found = topology.pooler(pooler);
        let finding = report.find(entry.value_at, "this leads to PgBouncer");
        finding.path(format!("PostgreSQL {} → primary_conninfo → {}", topology.node_name(id), topology.title(Target::Pooler(pooler))));
        finding.related(listens_at(found), "it listens here");
        if found.ini.version >= REPLICATION {
            finding.level(Level::Warning);
        }
        finding.help("write the port of PostgreSQL");
    }
}

/// Whether `pooler` takes connections to `address`.
fn hears(pooler: &Pooler<'_>, address: &str) -> bool {
    let wanted = canonical(address);
    pooler.ini.list("listen_addr").any(|own| is_wildcard(own) || canonical(own) == wanted || is_own(own) && is_own(address))
}

/// Whether the postgresql.conf of `member` says that its port is the one that the connection string names.
fn is_port_of_postgres(member: &Member<'_, '_>) -> bool {
    member.node.conf.is_some_and(|conf| conf.int("port") == Some(i64::from(member.port)) && conf.entry("port").is_some())
}

fn listens_at(pooler: &Pooler<'_>) -> crate::text::Location {
    pooler.ini.place_of("listen_port")
}

fn tell(topology: &Topology<'_>, member: &Member<'_, '_>, pooler: PoolerId, here: bool, report: &mut Report) {
    let finding = report.find(member.conninfo_at("port"), "this is the port of PgBouncer");
    let title = topology.title(Target::Pooler(pooler));
    finding.path(format!("repmgr.conf of {} → {title}", member.file.node_name().unwrap_or("the node")));
    finding.related(listens_at(topology.pooler(pooler)), "it listens here");
    if !here {
        finding.level(Level::Warning);
    }
    finding.help("write the port of PostgreSQL");
}
