//! `query_wait_timeout = 0` lets clients wait for a server without end.
//!
//! When the server is gone or the pool is full, nobody is told: clients hang until their own timeout, if they have one.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! query_wait_timeout = 0
//!                      ^ clients wait for a server without end
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! query_wait_timeout = 30
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB130",
    name: "query-wait-zero",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    let Some(setting) = ini.given("query_wait_timeout") else { return };
    if setting.held.is_ok() && ini.seconds("query_wait_timeout") == 0.0 {
        report.find(setting.value_at, "clients wait for a server without end").help("leave it out (120 seconds), or set a bound");
    }
}
