//! `server_lifetime = 0` closes each connection to the server after one use.
//!
//! That is no pool any more. 0 does not mean "for ever" here, as it does for most timeouts.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! server_lifetime = 0
//!                   ^ each connection to the server is used once
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! server_lifetime = 3600
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB136",
    name: "server-lifetime-zero",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    let Some(setting) = ini.given("server_lifetime") else { return };
    if setting.held.is_ok() && ini.seconds("server_lifetime") == 0.0 {
        report.find(setting.value_at, "each connection to the server is used once").help("leave it out (one hour)");
    }
}
