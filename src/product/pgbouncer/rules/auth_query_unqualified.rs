//! A client can choose what `auth_query` asks.
//!
//! Where `search_path` is tracked, a client sets it before it has logged in (CVE-2025-12819, mended in 1.25.1). A name without schema in the query
//! then leads wherever the client wants.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! track_extra_parameters = IntervalStyle,search_path
//! auth_user = pooler
//! auth_query = SELECT usename, passwd FROM user_search($1)
//!              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the query has a name without schema, and a client can set `search_path`
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! track_extra_parameters = IntervalStyle,search_path
//! auth_user = pooler
//! auth_query = SELECT usename, passwd FROM pgbouncer.user_search($1)
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};
use crate::schema::Version;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB304",
    name: "auth-query-unqualified",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    let tracked = ini.list("track_extra_parameters").any(|name| name.eq_ignore_ascii_case("search_path"));
    if !tracked || ini.version >= Version::release(1, 25, 1) {
        return;
    }
    for (query, at) in ini.auth_queries() {
        let words: Vec<&str> = query.split_whitespace().collect();
        let from = words.windows(2).filter(|pair| pair[0].eq_ignore_ascii_case("from")).map(|pair| pair[1]);
        let open = |name: &str| !name.starts_with('(') && !name.split('(').next().unwrap_or_default().contains('.');
        if from.into_iter().any(open) {
            let finding = report.find(at, "the query has a name without schema, and a client can set `search_path`");
            finding.help("write the schema before each name, or move to 1.25.1");
        }
    }
}
