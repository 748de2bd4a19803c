//! Connections to a primary that lost its power stay in the pool for hours, although another node was promoted.
//!
//! A machine that is gone without a word closes no connection. Only keepalive or `tcp_user_timeout` tells PgBouncer; the system's own time for
//! keepalive is two hours. Clients whose connection leads there hang for as long.
//!
//! ```repmgr bad as=db1/repmgr.conf
//! node_id=1
//! node_name='pg1'
//! conninfo='host=10.0.0.1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! failover=automatic
//! promote_command='/usr/bin/repmgr standby promote -f /etc/repmgr.conf'
//! follow_command='/usr/bin/repmgr standby follow -f /etc/repmgr.conf --upstream-node-id=%n'
//! ```
//! ```pgbouncer and as=app1/pgbouncer.ini
//! [databases]
//! app = host=10.0.0.1
//!            ^^^^^^^^ when PostgreSQL pg1 (db1:5432) loses its power, its connections stay in the pool for hours
//! [pgbouncer]
//! listen_addr = *
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! ```
//! ```pgbouncer good as=db1/pgbouncer.ini
//! [databases]
//! app = host=/var/run/postgresql
//! [pgbouncer]
//! listen_addr = *
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! ```
//! ```repmgr and as=db1/repmgr.conf
//! node_id=1
//! node_name='pg1'
//! conninfo='host=10.0.0.1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! failover=automatic
//! promote_command='/usr/bin/repmgr standby promote -f /etc/repmgr.conf'
//! follow_command='/usr/bin/repmgr standby follow -f /etc/repmgr.conf --upstream-node-id=%n'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::ini::Ini;
use crate::topology::{End, PoolerId, Target, Topology};

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP155",
    name: "keepalive-vs-failover",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    for (id, pooler) in topology.each_pooler().filter(|(_, pooler)| pooler.placed && !notices(pooler.ini)) {
        let ends = pooler.databases.iter().flat_map(|database| database.ends.iter().map(move |end| (database, end)));
        let far = ends.filter(|(_, end)| !end.local && topology.are_apart(pooler.host, end.host));
        let mut automatic = far.filter(|(_, end)| is_failed_over(topology, end));
        if let Some((database, end)) = automatic.next() {
            tell(topology, id, *end, &topology.database_path(id, database), report);
        }
    }
}

/// Whether a connection to a machine that is gone ends before long.
fn notices(ini: &Ini<'_>) -> bool {
    !ini.complete || ini.int("tcp_user_timeout") > 0 || ini.int("tcp_keepalive") != 0 && ini.int("tcp_keepidle") > 0
}

fn is_failed_over(topology: &Topology<'_>, end: &End) -> bool {
    let Target::Node(node) = end.target else { return false };
    topology.node(node).repmgr.is_some_and(crate::product::repmgr::model::File::is_automatic)
}

fn tell(topology: &Topology<'_>, id: PoolerId, end: End, path: &str, report: &mut Report) {
    let ini = topology.pooler(id).ini;
    let Target::Node(node) = end.target else { return };
    let off = ini.given("tcp_keepalive").filter(|_| ini.int("tcp_keepalive") == 0);
    let node_title = topology.title(end.target);
    let message = format!("when {node_title} loses its power, its connections stay in the pool for hours");
    let finding = report.find(off.map_or(end.at, |setting| setting.value_at), message);
    finding.path(path);
    if off.is_some() {
        finding.related(end.at, "where the connections lead").covers("keepalive-off");
    }
    if let Some(at) = topology.node(node).repmgr.and_then(|file| file.place("failover")) {
        finding.related(at, format!("repmgr promotes another node when {node_title} is gone"));
    }
    finding.help("set `tcp_keepidle`, `tcp_keepintvl` and `tcp_keepcnt`, and `tcp_user_timeout`");
}
