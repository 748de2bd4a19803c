//! PgBouncers that serve one backend do not know the same databases.
//!
//! Which of them a session gets is up to HAProxy: after a failover, or at the next turn, the same client is told `no such database`.
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
//! shop = host=127.0.0.1
//! ^^^^ `shop` is a database of PgBouncer db1:6432, but not of PgBouncer db2:6432 in the same backend
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! ```
//! ```pgbouncer and as=db2/pgbouncer.ini
//! [databases]
//! app = host=127.0.0.1
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
//! shop = host=127.0.0.1
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! ```
//! ```pgbouncer and as=db2/pgbouncer.ini
//! [databases]
//! * = host=127.0.0.1
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! max_db_connections = 50
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! ```

use rustc_hash::FxHashSet;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::ini::Entry;
use crate::topology::Topology;

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP130",
    name: "poolers-differ-databases",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    let mut told = FxHashSet::default();
    for pair in topology.pairs_of_poolers(|_| true) {
        for (has, lacks) in pair.both_ways() {
            let (own, their) = (topology.pooler(has), topology.pooler(lacks));
            if their.ini.live_databases().any(Entry::is_fallback) || !their.ini.complete {
                continue;
            }
            let names: FxHashSet<&str> = their.databases.iter().map(|database| database.entry.name).collect();
            for database in own.databases.iter().filter(|database| !names.contains(database.entry.name)) {
                if !told.insert((database.entry.name_at, lacks)) || database.entry.is_fallback() {
                    continue;
                }
                let (title, other) = (topology.pooler_address(has), topology.pooler_address(lacks));
                let name = database.entry.name;
                let message = format!("`{name}` is a database of PgBouncer {title}, but not of PgBouncer {other} in the same backend");
                let finding = report.find(database.entry.name_at, message);
                finding.path(topology.database_path(has, database));
                finding.related(their.ini.anchor(), format!("`{name}` is missing here"));
                finding.related(pair.backend.proxy.at, "the backend that leads to both");
                finding.help("give all PgBouncers of a backend the same databases");
            }
        }
    }
}
