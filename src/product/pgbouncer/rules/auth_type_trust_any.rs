//! Nobody is asked for a password.
//!
//! With `trust` a client is who it says; with `any` it need not even be known, and every user is an administrator of the console.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = *
//! auth_file = /etc/pgbouncer/userlist.txt
//! auth_type = trust
//!             ^^^^^ `trust` lets in everybody, and other machines can connect
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
    id: "PGB302",
    name: "auth-type-trust-any",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    let method = ini.text("auth_type");
    let Some(setting) = ini.given("auth_type").filter(|_| method == "trust" || method == "any") else { return };
    if ini.is_open() {
        let finding = report.find(setting.value_at, format!("`{method}` lets in everybody, and other machines can connect"));
        finding.level(Level::Error).help("write `scram-sha-256`");
    } else {
        report.find(setting.value_at, format!("`{method}` lets in everybody of this machine")).help("write `scram-sha-256`");
    }
}
