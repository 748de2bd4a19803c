//! A command of repmgr speaks to the console of PgBouncer on a port where none listens.
//!
//! The pool is told to reload or to pause when the primary has died. On another port nobody hears it, and the pool stays with the dead node. (The example in repmgr's own
//! text on fencing has 6432 in one place and 6532 in the other.)
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

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::topology::hooks::{commands, psql_calls};
use crate::topology::hosts::is_own;
use crate::topology::{HostId, Pooler, Target, Topology};

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
    let by_port: FxHashMap<u16, &Pooler<'_>> = topology.poolers.iter().map(|pooler| (pooler.port(), pooler)).collect();
    let hosts: FxHashSet<HostId> = topology.poolers.iter().map(|pooler| pooler.host).collect();
    let Some((first, pooler)) = topology.each_pooler().next() else { return };
    // A PgBouncer elsewhere, of which no file is there, may be meant.
    let known =
        |host: Option<&str>| host.is_none_or(|host| is_own(host) || topology.hosts.find(host).is_some_and(|id| hosts.contains(&id)));
    for (id, _, file) in topology.cluster() {
        for command in commands(file) {
            let calls = psql_calls(command.text).into_iter().filter(|call| call.database == Some("pgbouncer") && known(call.host));
            let mut ports = calls.filter_map(|call| call.port);
            let Some(port) = ports.find(|port| !by_port.contains_key(port)) else { continue };
            let finding = report.find(command.at, format!("no PgBouncer listens on port {port}"));
            let name = topology.node_name(id);
            finding.path(format!("{} of {name} → port {port} → nobody", command.setting));
            let at = pooler.ini.given("listen_port").map_or_else(|| pooler.ini.anchor(), |setting| setting.value_at);
            finding.related(at, format!("{} listens here", topology.title(Target::Pooler(first))));
            finding.help("write the `listen_port` of PgBouncer");
        }
    }
}
