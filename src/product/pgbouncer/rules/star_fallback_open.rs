//! Databases are listed, and `*` lets clients into all others as well.
//!
//! A client may open a pool for every database of the server, `postgres` and `template1` among them, and nothing bounds the number of connections.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! * = host=10.0.0.11
//! ^ `*` opens all other databases, without a bound on their connections
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! * = host=10.0.0.11 max_db_connections=10
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB202",
    name: "star-fallback-open",
    level: Level::Info,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    let bounded = ["max_db_connections", "max_user_connections"].iter().any(|name| ini.int(name) > 0);
    let listed = ini.live_databases().any(|entry| !entry.is_fallback());
    for entry in ini.live_databases().filter(|entry| entry.is_fallback() && listed && !bounded) {
        let one = entry.param("dbname").is_some() || entry.param("max_db_connections").is_some_and(|most| most.number() > 0);
        if !one && entry.wrong.is_none() {
            let finding = report.find(entry.name_at, "`*` opens all other databases, without a bound on their connections");
            finding.help("leave it out, or set `max_db_connections`");
        }
    }
}
