//! A database is called `pgbouncer`.
//!
//! That is the name of the console. PgBouncer does not start.
//!
//! ```pgbouncer bad
//! [databases]
//! pgbouncer = host=10.0.0.11
//! ^^^^^^^^^ `pgbouncer` is the console
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
    id: "PGB021",
    name: "reserved-database",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for entry in ini.databases.iter().filter(|entry| entry.name == "pgbouncer" && entry.sure) {
        report.find(entry.name_at, "`pgbouncer` is the console").help("give it another name, and the real one as `dbname`");
    }
}
