//! A node allows fewer connections than another one of its cluster.
//!
//! As a standby of that one it does not start: PostgreSQL says `recovery aborted because of insufficient parameter settings`. And as the
//! primary it has no room for all that the pools ask of the other.
//!
//! ```repmgr bad as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 user=repmgr dbname=repmgr'
//! ```
//! ```postgresql and as=db1/postgresql.conf
//! listen_addresses = '*'
//! max_connections = 200
//! ```
//! ```repmgr and as=db2/repmgr.conf
//! node_id = 2
//! node_name = pg2
//! conninfo = 'host=10.0.0.12 user=repmgr dbname=repmgr'
//! ```
//! ```postgresql and as=db2/postgresql.conf
//! listen_addresses = '*'
//! max_connections = 100
//!                   ^^^ `max_connections` is 100 here and 200 on pg1 (db1:5432): as its standby this node does not start
//! ```
//! ```repmgr good as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 user=repmgr dbname=repmgr'
//! ```
//! ```postgresql and as=db1/postgresql.conf
//! listen_addresses = '*'
//! max_connections = 200
//! ```
//! ```repmgr and as=db2/repmgr.conf
//! node_id = 2
//! node_name = pg2
//! conninfo = 'host=10.0.0.12 user=repmgr dbname=repmgr'
//! ```
//! ```postgresql and as=db2/postgresql.conf
//! listen_addresses = '*'
//! max_connections = 200
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::topology::Topology;
use crate::topology::equals::tell_lower;

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP188",
    name: "budget-standby-smaller",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    tell_lower(topology, "max_connections", report);
}
