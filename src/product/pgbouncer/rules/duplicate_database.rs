//! A database, user or peer is written twice.
//!
//! The last one counts as a whole, and PgBouncer says nothing.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! ^^^ `app` is written again below, and that counts
//! app = host=10.0.0.12
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! app_old = host=10.0.0.12 dbname=app
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::ini::SectionKind;
use crate::product::pgbouncer::model::{Ini, Model};
use crate::text::printable;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB104",
    name: "duplicate-database",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for kind in [SectionKind::Databases, SectionKind::Users, SectionKind::Peers] {
        let entries = ini.entries_of(kind);
        for entry in entries {
            let Some(later) = entry.replaced_by.map(|later| &entries[later]) else { continue };
            let finding = report.find(entry.name_at, format!("`{}` is written again below, and that counts", printable(entry.name)));
            finding.related(later.name_at, "this one counts").help("take one of them out");
        }
    }
}
