//! A database has a list of hosts.
//!
//! PgBouncer uses all of them in turn, and asks none whether it is the primary: of a primary and its standbys, writes reach a standby. It is right for
//! a list of standbys, or of poolers.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11,10.0.0.12
//!            ^^^^^^^^^^^^^^^^^^^ connections go to 10.0.0.11, 10.0.0.12 in turn, whichever is the primary
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! app_ro = host=10.0.0.12,10.0.0.13 dbname=app
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};
use crate::text::printable;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB201",
    name: "host-list-rw",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for entry in ini.live_databases() {
        let Some(param) = entry.param("host").filter(|_| entry.hosts().count() > 1) else { continue };
        // A name that speaks of reading says that it is meant.
        let name = entry.name.to_ascii_lowercase();
        let reads = name
            .split(['_', '-', '.'])
            .any(|part| matches!(part, "ro" | "read" | "reader" | "replica" | "replicas" | "standby" | "readonly"));
        if reads || name.contains("read") || name.contains("replica") {
            continue;
        }
        let hosts: Vec<_> = entry.hosts().map(printable).collect();
        let shown = hosts.join(", ");
        let ordered = entry.get("load_balance_hosts").is_some_and(|word| word.eq_ignore_ascii_case("disable"));
        let message = if ordered {
            format!("connections go to the first of {shown} that answers, whichever is the primary")
        } else {
            format!("connections go to {shown} in turn, whichever is the primary")
        };
        report.find(param.value_at, message).help("lead to one address that is always the primary, such as a HAProxy");
    }
}
