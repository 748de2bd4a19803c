//! TCP keepalive is off, and servers are on other machines.
//!
//! When a machine is gone without a word, as after a power failure, its connections stay in the pool for hours, and clients with them.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! tcp_keepalive = 0
//!                 ^ a server that is gone without a word is not noticed
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! tcp_keepalive = 1
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::is_loopback;
use crate::product::pgbouncer::model::{Ini, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB205",
    name: "keepalive-off",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    let Some(off) = ini.given("tcp_keepalive").filter(|_| ini.int("tcp_keepalive") == 0) else { return };
    let remote = ini.live_databases().any(|entry| entry.hosts().any(|host| !is_loopback(host)));
    if remote && off.held.is_ok() && ini.int("tcp_user_timeout") == 0 {
        let finding = report.find(off.value_at, "a server that is gone without a word is not noticed");
        finding.help("leave it out, and set `tcp_keepidle` and `tcp_keepintvl`");
    }
}
