//! Passwords are sent in clear text.
//!
//! The method `plain` is deprecated: who listens on the line has them.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! auth_type = plain
//!             ^^^^^ `plain` sends passwords in clear text
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! auth_type = scram-sha-256
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB303",
    name: "auth-type-plain",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    if let Some(setting) = ini.given("auth_type").filter(|_| ini.text("auth_type") == "plain") {
        report.find(setting.value_at, "`plain` sends passwords in clear text").help("write `scram-sha-256`");
    }
}
