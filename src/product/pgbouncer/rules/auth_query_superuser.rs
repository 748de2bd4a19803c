//! `auth_user` has to be a superuser.
//!
//! `auth_query` reads the passwords from the catalogue, which nobody else may. A function with `SECURITY DEFINER` does the same for a user without
//! rights.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! auth_user = pooler
//! auth_query = SELECT rolname, CASE WHEN rolvaliduntil < now() THEN NULL ELSE rolpassword END FROM pg_authid WHERE rolname=$1
//!              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the query needs a superuser
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
    id: "PGB306",
    name: "auth-query-superuser",
    level: Level::Info,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for (query, at) in ini.auth_queries() {
        let lower = query.to_ascii_lowercase();
        if ["pg_shadow", "pg_authid"].iter().any(|table| lower.contains(table)) {
            report.find(at, "the query needs a superuser").help("ask a function with `SECURITY DEFINER`");
        }
    }
}
