//! A database is given as a URI.
//!
//! libpq takes `postgresql://…`, PgBouncer does not: it wants pairs such as `host=… port=…`, and does not start.
//!
//! ```pgbouncer bad
//! [databases]
//! app = postgresql://app@10.0.0.11:5432/app
//!       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ a URI is no connection string for PgBouncer
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11 port=5432 user=app dbname=app
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};

/// The rule.
pub static RULE: Rule =
    Rule { id: "PGB018", name: "connstr-uri", level: Level::Error, upstream: Upstream::Refuses, since: "0.1.0", check: Check::Each(check) };

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for entry in ini.entries().filter(|entry| entry.is_uri()) {
        let finding = report.find(entry.value_at, "a URI is no connection string for PgBouncer");
        finding.help("write pairs: `host=… port=… dbname=…`");
        if !entry.is_judged() {
            finding.upstream = Upstream::Silent;
        }
    }
}
