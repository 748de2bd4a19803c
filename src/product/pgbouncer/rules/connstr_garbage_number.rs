//! A number in a connection string is none.
//!
//! PgBouncer reads the digits at the start of it and drops the rest: `abc` is 0, `20MB` is 20, and nothing is refused.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11 pool_size=abc
//!                                ^^^ PgBouncer takes `abc` for 0
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11 pool_size=20
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};
use crate::product::pgbouncer::number;
use crate::text::printable;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB111",
    name: "connstr-garbage-number",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for entry in ini.entries() {
        for (_, param) in entry.own_params().filter(|(_, param)| param.row.is_some_and(|row| row.kind == "atoi")) {
            if !number::is_whole(&param.value) {
                let message = format!("PgBouncer takes `{}` for {}", printable(&param.value), param.number());
                report.find(param.value_at, message).help("write a bare number");
            }
        }
    }
}
