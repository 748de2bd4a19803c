//! The name of a database has more than 63 bytes.
//!
//! PgBouncer has no room for it and does not start.
//!
//! ```pgbouncer bad
//! [databases]
//! aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa = host=10.0.0.11
//! ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the name has 64 bytes, PgBouncer takes 63
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
    id: "PGB023",
    name: "dbname-too-long",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for entry in ini.databases.iter().filter(|entry| entry.name.len() > 63 && entry.sure) {
        let message = format!("the name has {} bytes, PgBouncer takes 63", entry.name.len());
        report.find(entry.name_at, message).help("choose a shorter name, and give the real one as `dbname`");
    }
}
