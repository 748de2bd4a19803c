//! `server_reset_query` ends a transaction.
//!
//! PgBouncer never gives back a connection within a transaction: it closes it. `ABORT` or `ROLLBACK` only makes the server warn each time.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! server_reset_query = ROLLBACK; DISCARD ALL
//!                      ^^^^^^^^^^^^^^^^^^^^^ there is never a transaction to roll back
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! server_reset_query = DISCARD ALL
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB127",
    name: "reset-query-rollback",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    let Some(query) = ini.given("server_reset_query") else { return };
    let ends = |statement: &str| {
        let word = statement.split_whitespace().next().unwrap_or_default();
        word.eq_ignore_ascii_case("rollback") || word.eq_ignore_ascii_case("abort")
    };
    if query.value.split(';').any(ends) {
        report.find(query.value_at, "there is never a transaction to roll back").help("write `DISCARD ALL`");
    }
}
