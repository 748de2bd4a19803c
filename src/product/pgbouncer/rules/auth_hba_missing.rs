//! `auth_type = hba` without `auth_hba_file`.
//!
//! PgBouncer starts with one line in the log, and refuses every client: no rule fits.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! auth_type = hba
//!             ^^^ the method `hba` needs `auth_hba_file`
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
    id: "PGB120",
    name: "auth-hba-missing",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    if ini.complete && ini.text("auth_type") == "hba" && ini.text("auth_hba_file").is_empty() {
        let at = ini.given("auth_type").map_or_else(|| ini.anchor(), |setting| setting.value_at);
        report.find(at, "the method `hba` needs `auth_hba_file`").help("name the file with the rules");
    }
}
