//! The size of a pool is 0, which means different things to different versions.
//!
//! Before 1.24 it is one connection, from 1.24 on there is no bound.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11 pool_size=0
//!                                ^ a pool of 0 connections has no bound since 1.24, before that it had one connection
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11 pool_size=20
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};
use crate::product::pgbouncer::number;
use crate::schema::Version;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB135",
    name: "pool-zero-version",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    let message = if ini.version < Version::new(1, 24) {
        "a pool of 0 connections has one connection, and no bound from 1.24 on"
    } else {
        "a pool of 0 connections has no bound since 1.24, before that it had one connection"
    };
    if let Some(setting) = ini.given("default_pool_size")
        && setting.held.is_ok()
        && ini.int("default_pool_size") == 0
    {
        report.find(setting.value_at, message).help("write the size that is meant");
    }
    for entry in ini.live_databases().chain(&ini.users) {
        if let Some(param) = entry.param("pool_size")
            && param.number() == 0
            && number::is_whole(&param.value)
        {
            report.find(param.value_at, message).help("write the size that is meant");
        }
    }
}
