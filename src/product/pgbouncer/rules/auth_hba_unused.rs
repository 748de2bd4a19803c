//! `auth_hba_file` is set, and never read.
//!
//! PgBouncer reads it only with `auth_type = hba`; its rules do not hold with any other method.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! auth_type = scram-sha-256
//! auth_hba_file = /etc/pgbouncer/hba.conf
//! ^^^^^^^^^^^^^ `auth_hba_file` is read with `auth_type = hba` only
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! auth_type = hba
//! auth_hba_file = /etc/pgbouncer/hba.conf
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB119",
    name: "auth-hba-unused",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    let Some(setting) = ini.given("auth_hba_file").filter(|setting| !setting.value.is_empty()) else { return };
    if ini.complete && ini.text("auth_type") != "hba" {
        let finding = report.find(setting.name_at, "`auth_hba_file` is read with `auth_type = hba` only");
        finding.help("set `auth_type = hba`, with the method in the rules");
    }
}
