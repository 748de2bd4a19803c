//! The check of a backend for writes, or for reads, takes a primary and a standby for the same.
//!
//! `option pgsql-check` is content with any answer to the start of a session, and a health path with any node that runs. The standby is up in
//! the backend for writes, and gets them as soon as it is its turn.
//!
//! ```haproxy bad as=lb/haproxy.cfg
//! listen pg_primary
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     option pgsql-check user check
//!     ^^^^^^^^^^^^^^^^^^ this check does not tell which of 2 nodes is the primary
//!     server a db1:5432 check
//!     server b db2:5432 check backup
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
//! ```haproxy good as=lb/haproxy.cfg
//! listen pg_primary
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     option httpchk GET /primary
//!     server a db1:5432 check port 8008
//!     server b db2:5432 check port 8008
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
use crate::product::haproxy::postgres::{NodeRole, Role};
use crate::topology::{Asks, Topology};

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP109",
    name: "check-role-blind",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    for place in topology.each_backend() {
        let backend = place.backend;
        let seen = topology.links_of(backend).any(|link| topology.is_seen(link.target));
        if backend.role != Role::Write || !seen || !topology.has_choice(backend) {
            continue;
        }
        let blind = |asks: Asks| matches!(asks, Asks::Startup | Asks::Role(NodeRole::Either | NodeRole::Standby));
        let mut links = backend.links.iter().filter(|id| blind(topology.link(**id).check.asks)).peekable();
        let Some(first) = links.peek().copied() else { continue };
        let count = topology.ends_of_backend(backend).len();
        let check = topology.link(*first).check;
        let message = match check.asks {
            Asks::Role(NodeRole::Standby) => "this check lets standbys through, and the backend is for writes".to_owned(),
            _ => format!("this check does not tell which of {count} nodes is the primary"),
        };
        let finding = report.find(check.at, message);
        finding.section(place.balancer.model.section_of(backend.proxy).label()).covers_section("pgsql-check-role-blind");
        for id in links {
            let link = topology.link(*id);
            finding.path(topology.path_through(*id)).related(link.at(topology), "server that is up whatever its role");
            topology.point_at_node(finding, link.target);
        }
        finding.help("ask for the primary: `option httpchk GET /primary` with `check port 8008`, or a `tcp-check` that sends `select pg_is_in_recovery()`");
    }
}
