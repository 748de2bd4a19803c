//! An `auth_query` has no `$1`.
//!
//! PgBouncer passes the name of the user as the only parameter, and takes a name and a secret from the first row. A query without `$1` gives every user the same
//! secret, or fails.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! auth_user = pooler
//! auth_query = SELECT usename, passwd FROM user_search('app')
//!              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the query has no `$1` for the name of the user
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! auth_user = pooler
//! auth_query = SELECT usename, passwd FROM user_search($1)
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB122",
    name: "auth-query-columns",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for (query, at) in ini.auth_queries() {
        if !query.is_empty() && !query.contains("$1") {
            report.find(at, "the query has no `$1` for the name of the user").help("let it look up the user `$1`");
        }
    }
}
