//! PgBouncers that serve one backend pool in different modes.
//!
//! What a client may do depends on the mode: session state, prepared statements and advisory locks that work with one of them are lost or
//! mixed up with the other. Which of them a session gets is up to HAProxy.
//!
//! ```haproxy bad as=lb/haproxy.cfg
//! listen pg_primary
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     option httpchk GET /primary
//!     server a db1:6432 check port 8008
//!     server b db2:6432 check port 8008
//! ```
//! ```pgbouncer and as=db1/pgbouncer.ini
//! [databases]
//! app = host=127.0.0.1
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! pool_mode = transaction
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! ```
//! ```pgbouncer and as=db2/pgbouncer.ini
//! [databases]
//! app = host=127.0.0.1
//! ^^^ `app` is pooled by session at PgBouncer db2:6432, and by transaction at PgBouncer db1:6432 in the same backend
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! ```
//! ```haproxy good as=lb/haproxy.cfg
//! listen pg_primary
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     option httpchk GET /primary
//!     server a db1:6432 check port 8008
//!     server b db2:6432 check port 8008
//! ```
//! ```pgbouncer and as=db1/pgbouncer.ini
//! [databases]
//! app = host=127.0.0.1
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! pool_mode = transaction
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! ```
//! ```pgbouncer and as=db2/pgbouncer.ini
//! [databases]
//! app = host=127.0.0.1 pool_mode=transaction
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! ```

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::ini::Entry;
use crate::topology::{Pooler, Topology};

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP132",
    name: "poolers-differ-mode",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    let mut told = FxHashSet::default();
    for pair in topology.pairs_of_poolers(|pooler| pooler.ini.complete) {
        let (first, pooler) = (topology.pooler(pair.first), topology.pooler(pair.other));
        let entries: FxHashMap<&str, &Entry<'_>> = first.databases.iter().map(|database| (database.entry.name, database.entry)).collect();
        for database in &pooler.databases {
            let Some(entry) = entries.get(database.entry.name) else { continue };
            let (own, their) = (mode(pooler, database.entry), mode(first, entry));
            if own == their || !told.insert(database.entry.name_at) {
                continue;
            }
            let (here, there) = (topology.pooler_address(pair.other), topology.pooler_address(pair.first));
            let name = database.entry.name;
            let message =
                format!("`{name}` is pooled by {own} at PgBouncer {here}, and by {their} at PgBouncer {there} in the same backend");
            let finding = report.find(database.entry.name_at, message);
            finding.path(topology.database_path(pair.other, database)).related(entry.name_at, format!("pooled by {their}"));
            finding.related(pair.backend.proxy.at, "the backend that leads to both");
            finding.help("give all PgBouncers of a backend the same pool mode");
        }
    }
}

/// The pool mode of `entry`.
fn mode(pooler: &Pooler<'_>, entry: &Entry<'_>) -> String {
    entry.get("pool_mode").unwrap_or_else(|| pooler.ini.text("pool_mode")).to_ascii_lowercase()
}
