//! A command of repmgr speaks to the console of PgBouncer on a port where none listens.
//!
//! The pool is told to reload or to pause when the primary has died. On another port nobody hears it, and the pool stays with the dead
//! node. (The example in repmgr's own text on fencing has 6432 in one place and 6532 in the other.)
//!
//! ```repmgr bad as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 user=repmgr dbname=repmgr'
//! failover = automatic
//! event_notification_command = 'psql -h 10.0.0.11 -p 6432 -U postgres -c RELOAD pgbouncer'
//!                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ no PgBouncer listens on port 6432
//! ```
//! ```pgbouncer and as=db1/pgbouncer.ini
//! [databases]
//! app = host=127.0.0.1
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6532
//! ```
//! ```repmgr good as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 user=repmgr dbname=repmgr'
//! failover = automatic
//! event_notification_command = 'psql -h 10.0.0.11 -p 6532 -U postgres -c RELOAD pgbouncer'
//! ```
//! ```pgbouncer and as=db1/pgbouncer.ini
//! [databases]
//! app = host=127.0.0.1
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6532
//! ```

use rustc_hash::FxHashMap;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::topology::hooks::{commands, psql_calls};
use crate::topology::hosts::is_own;
use crate::topology::{HostId, PoolerId, Target, Topology};

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP194",
    name: "fencing-doc-port",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    let mut by_host: FxHashMap<HostId, Vec<PoolerId>> = FxHashMap::default();
    for (id, pooler) in topology.each_pooler() {
        by_host.entry(pooler.host).or_default().push(id);
    }
    for (id, node, file) in topology.cluster().filter(|_| !by_host.is_empty()) {
        for command in commands(file) {
            for call in psql_calls(command.text).into_iter().filter(|call| call.database == Some("pgbouncer")) {
                let host = match call.host {
                    Some(host) if !is_own(host) => topology.hosts.find(host),
                    _ => Some(node.host),
                };
                // A PgBouncer of which no file is there may be meant.
                let Some(poolers) = host.and_then(|host| by_host.get(&host)) else { continue };
                let hears = |port: u16| poolers.iter().any(|pooler| topology.pooler(*pooler).port() == port);
                let Some(port) = call.port.filter(|port| !hears(*port)) else { continue };
                let finding = report.find(command.at, format!("no PgBouncer listens on port {port}"));
                finding.path(format!("{} of {} → port {port} → nobody", command.setting, topology.node_name(id)));
                for pooler in poolers {
                    let ini = topology.pooler(*pooler).ini;
                    let at = ini.place_of("listen_port");
                    finding.related(at, format!("{} listens here", topology.title(Target::Pooler(*pooler))));
                }
                finding.help("write the `listen_port` of PgBouncer");
            }
        }
    }
}
