//! Lines behind a `%include` stand in another section than it seems.
//!
//! PgBouncer reads an included file as if it stood there: its last section header holds for what follows. Settings of `[pgbouncer]` behind a
//! file that ends in `[databases]` become databases.
//!
//! ```pgbouncer bad
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! %include databases.ini
//! ^^^^^^^^^^^^^^^^^^^^^^ what follows stands in `[databases]`, the last section of `databases.ini`
//! pool_mode = session
//! ```
//! ```pgbouncer file=databases.ini
//! [databases]
//! app = host=10.0.0.11
//! ```
//! ```pgbouncer good
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! pool_mode = session
//! %include databases.ini
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};
use crate::text::printable;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB027",
    name: "include-leaves-section",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for include in &ini.includes {
        let kind = |section: Option<usize>| section.and_then(|section| ini.sections[section].kind);
        let (Some(after), Some(section)) = (kind(include.after), include.after) else { continue };
        if include.before.is_none() || kind(include.before) == Some(after) {
            continue;
        }
        // Lines behind the include, up to the next header; those in the file itself stand in another file.
        let behind = |at: crate::text::Location, of: usize| of == section && at.file == include.at.file && at.span > include.at.span;
        let first = ini
            .entries()
            .map(|entry| (entry.name_at, entry.section))
            .chain(ini.settings.iter().map(|setting| (setting.name_at, setting.section)))
            .filter(|(at, of)| behind(*at, *of))
            .map(|(at, _)| at)
            .min();
        let Some(first) = first else { continue };
        let message = format!("what follows stands in `[{}]`, the last section of `{}`", after.name(), printable(include.path));
        let finding = report.find(include.at, message);
        finding.related(first, "this line belongs to it").related(ini.sections[section].at, "the header");
        finding.help("put the `%include` at the end, or repeat the header behind it");
    }
}
