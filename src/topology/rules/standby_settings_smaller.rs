//! A node has less room for what a primary does than another one of its cluster.
//!
//! A standby keeps track of the transactions and locks of its primary in memory of a fixed size. One with less of it than its primary does
//! not start: `recovery aborted because of insufficient parameter settings`. Any node may become the standby of any other, so that the
//! values have to be equal.
//!
//! ```repmgr bad as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 user=repmgr dbname=repmgr'
//! ```
//! ```postgresql and as=db1/postgresql.conf
//! listen_addresses = '*'
//! max_worker_processes = 16
//! ```
//! ```repmgr and as=db2/repmgr.conf
//! node_id = 2
//! node_name = pg2
//! conninfo = 'host=10.0.0.12 user=repmgr dbname=repmgr'
//! ```
//! ```postgresql and as=db2/postgresql.conf
//! listen_addresses = '*'
//! max_worker_processes = 8
//!                        ^ `max_worker_processes` is 8 here and 16 on pg1 (db1:5432): as its standby this node does not start
//! ```
//! ```repmgr good as=db1/repmgr.conf
//! node_id = 1
//! node_name = pg1
//! conninfo = 'host=10.0.0.11 user=repmgr dbname=repmgr'
//! ```
//! ```postgresql and as=db1/postgresql.conf
//! listen_addresses = '*'
//! max_worker_processes = 16
//! ```
//! ```repmgr and as=db2/repmgr.conf
//! node_id = 2
//! node_name = pg2
//! conninfo = 'host=10.0.0.12 user=repmgr dbname=repmgr'
//! ```
//! ```postgresql and as=db2/postgresql.conf
//! listen_addresses = '*'
//! max_worker_processes = 16
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::topology::Topology;
use crate::topology::equals::tell_lower;

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP189",
    name: "standby-settings-smaller",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

/// What `CheckRequiredParameterValues` of PostgreSQL compares, but for `max_connections`.
const SETTINGS: [&str; 4] = ["max_worker_processes", "max_wal_senders", "max_prepared_transactions", "max_locks_per_transaction"];

fn check(topology: &Topology<'_>, report: &mut Report) {
    for name in SETTINGS {
        tell_lower(topology, name, report);
    }
}
