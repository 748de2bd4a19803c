//! `auth_ident_file` is set, and never read.
//!
//! Maps of users are named by rules of the `auth_hba_file`, which PgBouncer reads only with `auth_type = hba`.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! auth_ident_file = /etc/pgbouncer/ident.conf
//! ^^^^^^^^^^^^^^^ `auth_ident_file` is read with `auth_type = hba` only
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! auth_type = hba
//! auth_hba_file = /etc/pgbouncer/hba.conf
//! auth_ident_file = /etc/pgbouncer/ident.conf
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB121",
    name: "auth-ident-unused",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    let Some(setting) = ini.given("auth_ident_file").filter(|setting| !setting.value.is_empty()) else { return };
    if ini.complete && ini.text("auth_type") != "hba" {
        report.find(setting.name_at, "`auth_ident_file` is read with `auth_type = hba` only");
    }
}
