//! `auth_query` does not look at `VALID UNTIL`.
//!
//! It takes the password from the catalogue, where those are, too, whose time is over: PostgreSQL would refuse them, PgBouncer lets them in
//! (CVE-2025-2291).
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! auth_user = pooler
//! auth_query = SELECT rolname, rolpassword FROM pg_catalog.pg_authid WHERE rolname=$1
//!              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ passwords whose `VALID UNTIL` is over are taken
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! auth_user = pooler
//! auth_query = SELECT usename, passwd FROM pgbouncer.user_search($1)
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB305",
    name: "auth-query-valid-until",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for (query, at) in ini.auth_queries() {
        let lower = query.to_ascii_lowercase();
        let catalogue = ["pg_shadow", "pg_authid"].iter().any(|table| lower.contains(table));
        if catalogue && !lower.contains("valuntil") && !lower.contains("rolvaliduntil") {
            let finding = report.find(at, "passwords whose `VALID UNTIL` is over are taken");
            finding.help("return NULL for them: `CASE WHEN rolvaliduntil < now() THEN NULL ELSE rolpassword END`");
        }
    }
}
