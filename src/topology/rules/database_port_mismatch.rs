//! A database of PgBouncer leads to a host whose PostgreSQL listens at another port.
//!
//! Every login to that database fails after `server_connect_timeout`, while PgBouncer itself looks well.
//!
//! ```pgbouncer bad as=db1/pgbouncer.ini
//! [databases]
//! app = host=127.0.0.1 port=5433
//!                      ^^^^^^^^^ `app` leads to port 5433 of `db1`, where PostgreSQL listens at 5432
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! ```
//! ```postgresql and as=db1/postgresql.conf
//! listen_addresses = '*'
//! port = 5432
//! ```
//! ```pgbouncer good as=db1/pgbouncer.ini
//! [databases]
//! app = host=127.0.0.1
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! ```
//! ```postgresql and as=db1/postgresql.conf
//! listen_addresses = '*'
//! port = 5432
//! ```

use rustc_hash::FxHashMap;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::topology::{Evidence, HostId, NodeId, Target, Topology};

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP127",
    name: "database-port-mismatch",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    let mut known: FxHashMap<HostId, Vec<NodeId>> = FxHashMap::default();
    for (id, node) in topology.each_node().filter(|(_, node)| node.own_conf) {
        known.entry(node.host).or_default().push(id);
    }
    for (id, pooler) in topology.each_pooler() {
        for database in &pooler.databases {
            for end in &database.ends {
                let Target::Node(node) = end.target else { continue };
                let bare = topology.node(node).conf.is_none_or(|_| !topology.node(node).own_conf) && topology.node(node).repmgr.is_none();
                // A host that nobody told of may have more servers than those whose files are here.
                let told = topology.hosts.get(end.host).evidence == Evidence::Told;
                let Some([other]) = known.get(&end.host).map(Vec::as_slice).filter(|_| bare && told) else { continue };
                let other = topology.node(*other);
                let at = database.entry.param("port").map_or(end.at, crate::product::pgbouncer::ini::Param::at);
                let host = &topology.hosts.get(end.host).name;
                let name = database.entry.name;
                let message = format!("`{name}` leads to port {} of `{host}`, where PostgreSQL listens at {}", end.port, other.port);
                let finding = report.find(at, message);
                finding.path(topology.database_path(id, database)).help(format!("write `port={}`", other.port));
                if let Some(entry) = other.conf.and_then(|conf| conf.entry("port")) {
                    finding.related(entry.value_at, "PostgreSQL listens here");
                }
            }
        }
    }
}
