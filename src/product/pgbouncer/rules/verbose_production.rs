//! `verbose` fills the log with what PgBouncer does inside.
//!
//! It is for looking into a fault, and slows PgBouncer down.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! verbose = 2
//!           ^ PgBouncer logs what it does inside
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
    id: "PGB141",
    name: "verbose-production",
    level: Level::Info,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    if let Some(setting) = ini.given("verbose").filter(|_| ini.int("verbose") > 0) {
        report.find(setting.value_at, "PgBouncer logs what it does inside").help("leave it out");
    }
}
