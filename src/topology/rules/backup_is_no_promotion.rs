//! In a backend for writes, a `backup` server is another node, and no check asks whether it has been promoted.
//!
//! As soon as the check of the first server fails, for whatever reason, HAProxy sends writes to the backup: before anybody promoted it they
//! fail, and after a promotion by mistake of the network there are two primaries that both get some. (A warning where only the ports tell that these
//! are PostgreSQL servers.)
//!
//! ```haproxy bad as=lb/haproxy.cfg
//! listen pg_primary
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     server a db1:5432 check
//!     server b db2:5432 check backup
//!                             ^^^^^^ `b` takes writes when `a` seems down, promoted or not
//! ```
//! ```repmgr and as=db1/repmgr.conf
//! node_id = 1
//! node_name = 'db1'
//! conninfo = 'host=db1 user=repmgr dbname=repmgr'
//! data_directory = '/srv/pg'
//! ```
//! ```repmgr and as=db2/repmgr.conf
//! node_id = 2
//! node_name = 'db2'
//! conninfo = 'host=db2 user=repmgr dbname=repmgr'
//! data_directory = '/srv/pg'
//! ```
//! ```haproxy bad as=lb/haproxy.cfg
//! listen pg_write
//!     mode tcp
//!     bind :5000
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     server a 10.0.0.1:5432 check
//!     server b 10.0.0.2:5432 check backup
//!                                  ^^^^^^ `b` takes writes when `a` seems down, promoted or not
//! ```
//! ```haproxy good as=lb/haproxy.cfg
//! listen pg_primary
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     option httpchk GET /primary
//!     server a db1:5432 check port 8008
//!     server b db2:5432 check port 8008 backup
//! ```
//! ```repmgr and as=db1/repmgr.conf
//! node_id = 1
//! node_name = 'db1'
//! conninfo = 'host=db1 user=repmgr dbname=repmgr'
//! data_directory = '/srv/pg'
//! ```
//! ```repmgr and as=db2/repmgr.conf
//! node_id = 2
//! node_name = 'db2'
//! conninfo = 'host=db2 user=repmgr dbname=repmgr'
//! data_directory = '/srv/pg'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::postgres::Role;
use crate::topology::{Asks, Link, Target, Topology};

/// Where PostgreSQL itself listens, and no pool in front of it.
const PORTS: [u16; 2] = [5432, 5433];

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP115",
    name: "backup-is-no-promotion",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    for place in topology.each_backend().filter(|place| place.backend.role == Role::Write) {
        let Some(active) = topology.links_of(place.backend).find(|link| link.active && !link.check_tells_role()) else { continue };
        for id in &place.backend.links {
            let link = topology.link(*id);
            let known = topology.is_seen(link.target) && topology.is_seen(active.target);
            let likely = [link, active].into_iter().all(|link| is_likely(topology, link));
            let same = topology.ends_of(link.target) == topology.ends_of(active.target);
            let fits = link.backup && (known || likely) && !same && !link.check_tells_role();
            let Some(option) = link.option(topology, "backup").filter(|_| fits) else { continue };
            let message = format!("`{}` takes writes when `{}` seems down, promoted or not", link.server.name, active.server.name);
            let finding = report.find(option.at(), message);
            finding.section(link.line(topology).section().label()).path(topology.path_through(*id));
            if !known {
                finding.level(Level::Warning);
            }
            finding.related(active.at(topology), "the server that it stands in for");
            topology.point_at_node(finding, link.target);
            finding.help("give all servers a check that asks for the primary; then none needs to be a backup");
        }
    }
}

/// Whether `link` leads to a PostgreSQL server of which there are no files: by its port, and a check that no role endpoint answers.
fn is_likely(topology: &Topology<'_>, link: &Link<'_>) -> bool {
    let port = match link.target {
        Target::Unseen(_, port) => port,
        Target::Node(id) => topology.node(id).port,
        _ => return false,
    };
    PORTS.contains(&port) && matches!(link.check.asks, Asks::Connect | Asks::Startup)
}
