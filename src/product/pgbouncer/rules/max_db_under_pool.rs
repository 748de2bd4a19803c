//! A database has a larger pool than it may have connections.
//!
//! `max_db_connections` bounds all pools of a database together: a pool size above it is never reached.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11 pool_size=10 max_db_connections=4
//!                                                      ^ 4 connections in all are less than one pool of 10
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11 pool_size=10 max_db_connections=40
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB133",
    name: "max-db-under-pool",
    level: Level::Info,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    let (size, most) = (ini.int("default_pool_size"), ini.int("max_db_connections"));
    if let Some(setting) = ini.given("max_db_connections").filter(|setting| setting.held.is_ok()) {
        // Both have to be written: that is a contradiction, a bound alone is none.
        if ini.given("default_pool_size").is_some() && 0 < most && most < size {
            report.find(setting.value_at, format!("{most} connections in all are less than one pool of {size}"));
        }
    }
    for entry in ini.live_databases() {
        let own = |key: &str| entry.param(key).map(super::super::ini::Param::number);
        if let (Some(size), Some(most), Some(param)) = (own("pool_size"), own("max_db_connections"), entry.param("max_db_connections"))
            && 0 < most
            && most < size
        {
            report.find(param.value_at, format!("{most} connections in all are less than one pool of {size}"));
        }
    }
}
