//! A database has no `host`, and there is no folder of Unix sockets.
//!
//! Without `host` PgBouncer looks for PostgreSQL in `unix_socket_dir`. Where that is empty every login hangs.
//!
//! ```pgbouncer bad
//! [databases]
//! app = port=5432
//! ^^^ `app` has no `host`, and `unix_socket_dir` is empty
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! unix_socket_dir =
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! unix_socket_dir =
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};
use crate::text::printable;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB115",
    name: "host-missing",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    if !ini.given("unix_socket_dir").is_some_and(|folder| folder.value.is_empty()) {
        return;
    }
    for entry in ini.live_databases().filter(|entry| entry.wrong.is_none() && entry.param("host").is_none()) {
        let finding = report.find(entry.name_at, format!("`{}` has no `host`, and `unix_socket_dir` is empty", printable(entry.name)));
        finding.help("name the server, or the folder of its socket");
    }
}
