//! `auth_dbname` is `pgbouncer`.
//!
//! That is the console, which holds no passwords. PgBouncer does not start.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! auth_user = pgbouncer
//! auth_dbname = pgbouncer
//!               ^^^^^^^^^ `pgbouncer` is the console
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! auth_user = pgbouncer
//! auth_dbname = app
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::ini::Refusal;
use crate::product::pgbouncer::model::{Ini, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB014",
    name: "auth-dbname-reserved",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for setting in ini.refused(Refusal::Reserved) {
        report.find(setting.value_at, "`pgbouncer` is the console").help("name the database that `auth_query` is run in");
    }
}
