//! There is a reserve of connections, and `reserve_pool_timeout = 0` keeps it from being used.
//!
//! 0 turns the reserve off.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! reserve_pool_size = 5
//! reserve_pool_timeout = 0
//!                        ^ the reserve of 5 connections is never used
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! reserve_pool_size = 5
//! reserve_pool_timeout = 3
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB131",
    name: "reserve-timeout-zero",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    let Some(setting) = ini.given("reserve_pool_timeout") else { return };
    let reserve = ini.int("reserve_pool_size");
    if setting.held.is_ok() && ini.seconds("reserve_pool_timeout") == 0.0 && reserve > 0 {
        report.find(setting.value_at, format!("the reserve of {reserve} connections is never used")).help("leave it out (5 seconds)");
    }
}
