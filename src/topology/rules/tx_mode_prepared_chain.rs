//! A frontend leads to a PgBouncer where prepared statements fail.
//!
//! In transaction mode each transaction may run on another connection. From 1.21 on PgBouncer prepares statements again where they are missing, if
//! `max_prepared_statements` is not 0. Drivers that prepare (JDBC, asyncpg, Npgsql) fail otherwise, now and then, depending on which connection they get; where
//! the PgBouncers of one backend differ, depending on which of them.
//!
//! ```haproxy bad as=lb/haproxy.cfg
//! listen pg_primary
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     source 10.0.0.10
//!     option httpchk GET /primary
//!     server a db1:6432 check port 8008
//! ```
//! ```pgbouncer and as=db1/pgbouncer.ini
//! [databases]
//! app = host=/run/postgresql
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! pool_mode = transaction
//! max_prepared_statements = 0
//!                           ^ prepared statements fail in transaction mode for all who come by `pg_primary`
//! ```
//! ```userlist and as=db1/userlist.txt
//! "app" "SCRAM-SHA-256$4096:c2FsdHNhbHRzYWx0c2FsdA==$uZ2Fv4R5YVmxTZ1uN2Zxb0d2a3J6b1pUcW5jY2V3b2M=:q3V5eG5rZ3ZwY2R3b2p2bXN1a3R6b2JxZWh1c3dpaGU="
//! ```
//! ```haproxy good as=lb/haproxy.cfg
//! listen pg_primary
//!     mode tcp
//!     bind :5432
//!     timeout client 1h
//!     timeout connect 5s
//!     timeout server 1h
//!     source 10.0.0.10
//!     option httpchk GET /primary
//!     server a db1:6432 check port 8008
//! ```
//! ```pgbouncer and as=db1/pgbouncer.ini
//! [databases]
//! app = host=/run/postgresql
//! [pgbouncer]
//! listen_addr = *
//! listen_port = 6432
//! auth_type = scram-sha-256
//! auth_file = userlist.txt
//! pool_mode = transaction
//! max_prepared_statements = 200
//! ```
//! ```userlist and as=db1/userlist.txt
//! "app" "SCRAM-SHA-256$4096:c2FsdHNhbHRzYWx0c2FsdA==$uZ2Fv4R5YVmxTZ1uN2Zxb0d2a3J6b1pUcW5jY2V3b2M=:q3V5eG5rZ3ZwY2R3b2p2bXN1a3R6b2JxZWh1c3dpaGU="
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::schema::Version;
use crate::text::Location;
use crate::topology::{BalancerId, Pooler, PoolerId, Topology};
use rustc_hash::{FxHashMap, FxHashSet};

/// The rule.
pub static RULE: Rule = Rule {
    id: "TOP201",
    name: "tx-mode-prepared-chain",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.2.0",
    check: Check::Whole(check),
};

fn check(topology: &Topology<'_>, report: &mut Report) {
    let mut able_in: FxHashMap<(BalancerId, usize), Option<PoolerId>> = FxHashMap::default();
    let mut told = FxHashSet::default();
    for (id, pooler) in topology.each_pooler() {
        let Some(link_id) = pooler.links.first() else { continue };
        let Some(at) = fails(pooler).filter(|at| told.insert(*at)) else { continue };
        let link = topology.link(*link_id);
        let able = able_in.entry((link.balancer, link.backend)).or_insert_with(|| {
            let backend = &topology.balancer(link.balancer).backends[link.backend];
            let others = topology.distinct_poolers(backend);
            others.into_iter().find(|other| is_pooling(topology.pooler(*other)) && fails(topology.pooler(*other)).is_none())
        });
        let mode = pooler.ini.text("pool_mode");
        let who = able.map_or_else(|| "all who come by".to_owned(), |_| "those who get here by".to_owned());
        let message = format!("prepared statements fail in {mode} mode for {who} `{}`", link.proxy.name);
        let finding = report.find(at, message);
        finding.path(topology.path_through(*link_id));
        topology.led_here(id, finding);
        if let Some(other) = able {
            finding.related(topology.pooler(*other).ini.place_of("max_prepared_statements"), "another PgBouncer of the backend can do it");
        }
        finding.covers("tx-prepared-disabled").help("set `max_prepared_statements = 200`, the default from 1.24 on");
    }
}

/// Whether connections are shared within a session.
fn is_pooling(pooler: &Pooler<'_>) -> bool {
    pooler.ini.given("pool_mode").is_some() && matches!(pooler.ini.text("pool_mode"), "transaction" | "statement")
}

/// Where it is said that prepared statements fail at `pooler`, if a setting could help it.
fn fails(pooler: &Pooler<'_>) -> Option<Location> {
    let (ini, known) = (pooler.ini, Version::new(1, 21)..Version::new(1, 24));
    let given = ini.given("max_prepared_statements");
    match given {
        _ if !is_pooling(pooler) => None,
        Some(setting) if setting.held.is_ok() && ini.int("max_prepared_statements") <= 0 => Some(setting.value_at),
        None if ini.complete && known.contains(&ini.version) => Some(ini.place_of("pool_mode")),
        _ => None,
    }
}
