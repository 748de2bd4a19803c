//! A user of an application is an administrator of PgBouncer.
//!
//! Whoever has the application's password can stop PgBouncer, cut off clients and read its configuration.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11 user=app
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! admin_users = postgres, app
//!                         ^^^ `app` is the user of a database as well
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11 user=app
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! admin_users = pgbouncer_admin
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};
use crate::text::{Location, Span, printable};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB309",
    name: "admin-users-app",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    let Some(setting) = ini.given("admin_users") else { return };
    let mut start = setting.value_at.span.start;
    for part in setting.value.split(',') {
        let word = part.trim();
        let at = start + (part.len() - part.trim_start().len()) as u32;
        start += part.len() as u32 + 1;
        let user = ini.live_databases().filter_map(|entry| entry.param("user")).find(|param| param.value == word);
        if let Some(user) = user.filter(|_| !word.is_empty()) {
            let at = Location::new(setting.value_at.file, Span::new(at, at + word.len() as u32));
            let finding = report.find(at, format!("`{}` is the user of a database as well", printable(word)));
            finding.related(user.value_at, "here").help("have a user of its own for the console");
        }
    }
}
