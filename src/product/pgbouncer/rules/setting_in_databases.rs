//! A line of `[databases]` or `[users]` is called like a setting.
//!
//! It stands in the wrong section: PgBouncer takes it for a database of that name. The header `[pgbouncer]` is missing above it, or stands too late.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! pool_mode =
//! ^^^^^^^^^ `pool_mode` is a setting, and a database of that name here
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! pool_mode = session
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::ini::SectionKind;
use crate::product::pgbouncer::model::{Ini, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB140",
    name: "setting-in-databases",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for entry in ini.databases.iter().chain(&ini.users).filter(|entry| entry.is_setting()) {
        let noun = if entry.kind == SectionKind::Users { "user" } else { "database" };
        let finding = report.find(entry.name_at, format!("`{}` is a setting, and a {noun} of that name here", entry.name));
        finding.related(ini.sections[entry.section].at, "the section").help("put it below `[pgbouncer]`");
        if entry.sure && (entry.wrong.is_some() || !entry.params.is_empty()) {
            finding.upstream(Upstream::Refuses);
        }
    }
}
