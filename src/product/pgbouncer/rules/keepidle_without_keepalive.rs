//! TCP keepalive is tuned, and off.
//!
//! `tcp_keepidle`, `tcp_keepintvl` and `tcp_keepcnt` have no effect with `tcp_keepalive = 0`.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! tcp_keepalive = 0
//! tcp_keepidle = 30
//! ^^^^^^^^^^^^ `tcp_keepidle` has no effect with `tcp_keepalive = 0`
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! tcp_keepalive = 1
//! tcp_keepidle = 30
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB138",
    name: "keepidle-without-keepalive",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    let Some(off) = ini.given("tcp_keepalive").filter(|_| ini.int("tcp_keepalive") == 0) else { return };
    for name in ["tcp_keepidle", "tcp_keepintvl", "tcp_keepcnt"] {
        if let Some(setting) = ini.given(name).filter(|_| ini.int(name) != 0) {
            let finding = report.find(setting.name_at, format!("`{name}` has no effect with `tcp_keepalive = 0`"));
            finding.related(off.value_at, "off").help("set `tcp_keepalive = 1`");
        }
    }
}
