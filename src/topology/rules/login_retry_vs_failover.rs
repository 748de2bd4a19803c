//! After a failover PgBouncer holds new logins back for longer than it takes HAProxy to find the servers.
//!
//! When a login at the server failed, PgBouncer tries no other for `server_login_retry`: clients that HAProxy sends there wait all that time
//! although the server may be back.
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
//! ```pgbouncer and as=db1/pgbouncer.ini
//! [databases]
//! app = host=/var/run/postgresql
//! [pgbouncer]
//! listen_addr = 10.0.0.1
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! server_login_retry = 15
//!                      ^^ a login that failed keeps new ones waiting for 15 s, HAProxy finds the server again after 4 s
//! ```
//! ```haproxy and as=lb/haproxy.cfg
//! listen pg
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     option httpchk GET /primary
//!     server db1 10.0.0.1:6432 check port 8008
//! ```
//! ```repmgr good as=db1/repmgr.conf
//! node_id=1
//! node_name='pg1'
//! conninfo='host=10.0.0.1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! failover=automatic
//! promote_command='/usr/bin/repmgr standby promote -f /etc/repmgr.conf'
//! follow_command='/usr/bin/repmgr standby follow -f /etc/repmgr.conf --upstream-node-id=%n'
//! ```
//! ```pgbouncer and as=db1/pgbouncer.ini
//! [databases]
//! app = host=/var/run/postgresql
//! [pgbouncer]
//! listen_addr = 10.0.0.1
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! server_login_retry = 2
//! ```
//! ```haproxy and as=lb/haproxy.cfg
//! listen pg
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     option httpchk GET /primary
//!     server db1 10.0.0.1:6432 check port 8008
//!     server db2 10.0.0.2:6432 check port 8008
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::topology::timers::Timer;
use crate::topology::{Asks, LinkId, NodeId, Pooler, Target, Topology};

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP153",
    name: "login-retry-vs-failover",
    level: Level::Info,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

/// A wait that clients notice, in milliseconds.
const LONG: u64 = 5000;

fn check(topology: &Topology<'_>, report: &mut Report) {
    let mut told = Vec::new();
    for (id, pooler) in topology.each_pooler() {
        let Some(retry) = topology.pooler_timer(id, "server_login_retry").filter(|timer| !told.contains(&timer.at)) else { continue };
        let Some(node) = automatic_node(topology, pooler) else { continue };
        let back = pooler.links.iter().filter_map(|link| Some((*link, until_up(topology, *link)?))).max_by_key(|(_, up)| up.ms);
        let Some((link, up)) = back.filter(|(_, up)| up.ms < retry.ms && retry.ms >= LONG) else { continue };
        told.push(retry.at);
        let message =
            format!("a login that failed keeps new ones waiting for {}, HAProxy finds the server again after {}", retry.time(), up.time());
        let finding = report.find(retry.at, message);
        finding.path(topology.path_through(link));
        finding.sum(format!("{}: {}", topology.title(Target::Pooler(id)), retry.shown()));
        finding.sum(format!("HAProxy: {}", up.shown()));
        finding.related(up.at, format!("checked with {}", up.shown()));
        if let Some(at) = topology.node(node).repmgr.and_then(|file| file.place("failover")) {
            finding.related(at, format!("{} fails over by itself", topology.title(Target::Node(node))));
        }
        finding.help("set `server_login_retry` to 1 or 2 seconds");
    }
}

/// A node behind `pooler` that repmgrd fails over.
fn automatic_node(topology: &Topology<'_>, pooler: &Pooler<'_>) -> Option<NodeId> {
    let mut ends = pooler.databases.iter().flat_map(|database| &database.ends);
    ends.find_map(|end| match end.target {
        Target::Node(id) if topology.node(id).repmgr.is_some_and(crate::product::repmgr::model::File::is_automatic) => Some(id),
        _ => None,
    })
}

/// How long HAProxy takes to see that a server is back.
fn until_up(topology: &Topology<'_>, id: LinkId) -> Option<Timer> {
    let check = &topology.link(id).check;
    let ms = check.timing.downinter + check.timing.rise.saturating_sub(1) * check.timing.fastinter.min(check.timing.inter);
    (check.asks != Asks::Nothing).then_some(Timer { ms, name: "downinter, rise", at: check.at, given: true })
}
