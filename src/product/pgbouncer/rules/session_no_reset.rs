//! Nothing cleans up a connection in session mode.
//!
//! With an empty `server_reset_query` the next client takes over what the last one left: settings, prepared statements, temporary tables, locks.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! pool_mode = session
//! server_reset_query =
//! ^^^^^^^^^^^^^^^^^^ `server_reset_query` is empty, and the next client takes over the session as it is
//! ```
//! ```pgbouncer fixed
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! pool_mode = session
//! server_reset_query = DISCARD ALL
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};
use crate::text::Edit;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB126",
    name: "session-no-reset",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    let Some(query) = ini.given("server_reset_query").filter(|query| query.value.is_empty()) else { return };
    if ini.text("pool_mode") == "session" {
        let message = "`server_reset_query` is empty, and the next client takes over the session as it is";
        let finding = report.find(query.name_at, message);
        let end = query.value_at.span.start;
        let blank = if end > query.name_at.span.end && end - query.name_at.span.end > 2 { "" } else { " " };
        finding.help("write `server_reset_query = DISCARD ALL`");
        finding.edit(Safety::Unsafe, Edit::insert(end, format!("{blank}DISCARD ALL")));
    }
}
