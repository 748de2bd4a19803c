//! There is no `[pgbouncer]` section.
//!
//! PgBouncer reads the whole file, misses the section and does not start. It may be empty, but it has to be there.
//!
//! ```pgbouncer bad
//! [databases]
//! ^^^^^^^^^^^ there is no `[pgbouncer]` section
//! app = host=10.0.0.11
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
use crate::product::pgbouncer::ini::SectionKind;
use crate::product::pgbouncer::model::{Ini, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB005",
    name: "missing-main-section",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    let is_main = |name: &str| name.trim().eq_ignore_ascii_case(SectionKind::Main.name());
    // A header that is spelled wrong is told already.
    if ini.complete && !ini.sections.iter().any(|section| is_main(section.name)) {
        let at = ini.sections.first().map_or_else(|| ini.anchor(), |section| section.at);
        report.find(at, "there is no `[pgbouncer]` section").help("add a line `[pgbouncer]`, with the settings below it");
    }
}
