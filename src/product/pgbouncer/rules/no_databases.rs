//! No database is defined.
//!
//! Without an entry in `[databases]`, and without `*`, every login fails.
//!
//! ```pgbouncer bad
//! [databases]
//! [pgbouncer]
//! ^^^^^^^^^^^ no database is defined, and every login fails
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB113",
    name: "no-databases",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    // A file without a single entry of its own is a piece of one.
    let broken = !ini.faults.is_empty() || ini.sections.iter().any(|section| section.kind.is_none());
    let whole = ini.complete && !broken && ini.in_force.len() > 1;
    if whole && ini.databases.is_empty() {
        report.find(ini.anchor(), "no database is defined, and every login fails").help("add an entry to `[databases]`");
    }
}
