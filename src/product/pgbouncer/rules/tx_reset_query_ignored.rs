//! `server_reset_query` has no effect in transaction mode.
//!
//! PgBouncer runs it between clients in session mode only, unless `server_reset_query_always` is set.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! pool_mode = transaction
//! server_reset_query = DEALLOCATE ALL
//! ^^^^^^^^^^^^^^^^^^ `server_reset_query` is not run in transaction mode
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! pool_mode = transaction
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB125",
    name: "tx-reset-query-ignored",
    level: Level::Info,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    let Some(query) = ini.given("server_reset_query").filter(|query| !query.value.is_empty()) else { return };
    let is_default = query.row.and_then(|row| row.default(ini.version)).is_some_and(|default| default == query.value);
    let session = |mode: Option<&str>| mode.is_some_and(|mode| mode.eq_ignore_ascii_case("session"));
    let own = ini.live_databases().chain(&ini.users).any(|entry| session(entry.get("pool_mode")));
    if ini.text("pool_mode") != "session" && !own && !is_default && ini.int("server_reset_query_always") == 0 {
        let finding = report.find(query.name_at, format!("`server_reset_query` is not run in {} mode", ini.text("pool_mode")));
        finding.help("take it out, or set `server_reset_query_always = 1`");
    }
}
