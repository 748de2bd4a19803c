//! The port in a connection string is no number.
//!
//! PgBouncer reads the digits at its start and refuses 0 and words. What it does not refuse, but makes no sense, is told as well: letters behind
//! the number are dropped, and nothing is held against the range of ports.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11 port=pg
//!                           ^^ `pg` is no port
//! other = host=10.0.0.11 port=5432x
//!                             ^^^^^ `5432x` is no port: PgBouncer takes it for 5432
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11 port=5432
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
    id: "PGB020",
    name: "connstr-port",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for entry in ini.entries() {
        for (_, param) in entry.own_params().filter(|(_, param)| param.row.is_some_and(|row| row.kind == "port")) {
            let (port, value) = (param.number(), printable(&param.value));
            if port == 0 && entry.is_judged() {
                report.find(param.value_at, format!("`{value}` is no port"));
            } else if !(1..=65535).contains(&port) || !number::is_whole(&param.value) {
                let finding = report.find(param.value_at, format!("`{value}` is no port: PgBouncer takes it for {port}"));
                finding.upstream = Upstream::Silent;
            }
        }
    }
}
