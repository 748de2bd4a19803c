//! A section has a name that PgBouncer does not know.
//!
//! It knows `[pgbouncer]`, `[databases]`, `[users]` and from 1.19 on `[peers]`; case and blanks count. It does not start.
//!
//! ```pgbouncer bad
//! [ Databases ]
//! ^^^^^^^^^^^^^ PgBouncer knows no section ` Databases `
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```
//! ```pgbouncer fixed
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```
//! ```pgbouncer bad target=1.18
//! [databases]
//! app = host=10.0.0.11
//! [peers]
//! ^^^^^^^ PgBouncer 1.18 knows no section `peers`
//! 1 = host=10.0.0.12
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::pgbouncer::ini::SectionKind;
use crate::product::pgbouncer::model::{Ini, Model};
use crate::text::Edit;
use crate::text::{nearest, printable};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB003",
    name: "unknown-section",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for section in ini.sections.iter().filter(|section| section.kind.is_none()) {
        if let Some(newer) = SectionKind::ALL.into_iter().find(|kind| kind.name() == section.name) {
            let message = format!("PgBouncer {} knows no section `{}`", ini.version, section.name);
            report.find(section.at, message).help(format!("it is known from {} on", newer.since()));
            continue;
        }
        let finding = report.find(section.at, format!("PgBouncer knows no section `{}`", printable(section.name)));
        let plain = section.name.trim().to_ascii_lowercase();
        let names = SectionKind::ALL.map(SectionKind::name);
        if let Some(name) = names.into_iter().find(|name| *name == plain) {
            finding.help(format!("write `[{name}]`")).edit(Safety::Safe, Edit::replace(section.at.span, format!("[{name}]")));
        } else if let Some(name) = nearest(&plain, names) {
            finding.help(format!("did you mean `[{name}]`?")).edit(Safety::Unsafe, Edit::replace(section.at.span, format!("[{name}]")));
        } else {
            finding.help("the sections are `[pgbouncer]`, `[databases]`, `[users]` and `[peers]`");
        }
    }
}
