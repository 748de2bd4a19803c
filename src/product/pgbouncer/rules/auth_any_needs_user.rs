//! `auth_type = any` and a database without `user`.
//!
//! The method does not look at the name of the client, so that PgBouncer has none to log in with. The database must force one, else every login is
//! refused.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! ^^^ `app` has no `user`, which `auth_type = any` needs
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_type = any
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
use crate::text::printable;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB118",
    name: "auth-any-needs-user",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    if ini.text("auth_type") != "any" {
        return;
    }
    for entry in ini.live_databases().filter(|entry| entry.wrong.is_none() && entry.param("user").is_none()) {
        let finding = report.find(entry.name_at, format!("`{}` has no `user`, which `auth_type = any` needs", printable(entry.name)));
        finding.help("add `user=…`");
    }
}
