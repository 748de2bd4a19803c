//! `min_pool_size` is larger than the pool.
//!
//! A pool never has more connections than its size, so that no more can be kept.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! default_pool_size = 10
//! min_pool_size = 20
//!                 ^^ 20 connections are to be kept in pools of 10
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! default_pool_size = 20
//! min_pool_size = 10
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB132",
    name: "min-over-pool",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    let (size, least) = (ini.int("default_pool_size"), ini.int("min_pool_size"));
    if let Some(setting) = ini.given("min_pool_size").filter(|setting| setting.held.is_ok())
        && least > size
        && size > 0
    {
        report.find(setting.value_at, format!("{least} connections are to be kept in pools of {size}"));
    }
    for entry in ini.live_databases() {
        let own = |key: &str| entry.param(key).map(super::super::ini::Param::number).filter(|number| *number >= 0);
        let (size, least) = (own("pool_size").unwrap_or(size), own("min_pool_size"));
        if let (Some(least), Some(param)) = (least, entry.param("min_pool_size"))
            && least > size
            && size > 0
        {
            report.find(param.value_at, format!("{least} connections are to be kept in a pool of {size}"));
        }
    }
}
