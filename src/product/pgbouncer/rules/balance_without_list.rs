//! `load_balance_hosts` without a list of hosts.
//!
//! It says how a list of hosts is used: with one host it has no effect.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11 load_balance_hosts=disable
//!                      ^^^^^^^^^^^^^^^^^^ `load_balance_hosts` has no effect without a list of hosts
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB143",
    name: "balance-without-list",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for entry in ini.live_databases() {
        if let Some(param) = entry.param("load_balance_hosts").filter(|_| entry.hosts().count() < 2) {
            report.find(param.key_at, "`load_balance_hosts` has no effect without a list of hosts");
        }
    }
}
