//! A name in `[databases]`, `[users]` or `[peers]` has characters that may not stand there.
//!
//! A bare name is made of letters, digits and `_.*-`. From 1.25 on others can be written in `'…'`; before that they cannot be written at all, and
//! double quotes never help, although the manual says so. PgBouncer does not start.
//!
//! ```pgbouncer bad
//! [databases]
//! "my app" = host=10.0.0.11
//! ^^^^^^^^ `"my app"` cannot be written as a name
//! team/app = host=10.0.0.11
//! ^^^^^^^^ `team/app` cannot be written as a name
//! 'my app' = host=10.0.0.11
//! ^^^^^^^^ `'my app'` cannot be written as a name
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```
//! ```pgbouncer good target=1.25
//! [databases]
//! 'my app' = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::ini::{Fault, FaultKind, SectionKind};
use crate::product::pgbouncer::model::{Ini, Model};
use crate::schema::Version;
use crate::syntax::pgbouncer::Bad;
use crate::text::{Location, Span, printable};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB022",
    name: "dbname-chars",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

/// Whether `fault` is a name that is written as it may not be.
pub(super) fn is_about(fault: &Fault<'_>) -> bool {
    let names = fault.section.is_some_and(|section| section != SectionKind::Main);
    names && fault.kind == FaultKind::Bad(Bad::Key) || fault.kind == FaultKind::QuotedKey
}

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for fault in ini.faults.iter().filter(|fault| is_about(fault)) {
        let name = fault.text.split('=').next().unwrap_or_default().trim_end();
        let at = Location::new(fault.at.file, Span::new(fault.at.span.start, fault.at.span.start + name.len() as u32));
        let finding = report.find(at, format!("`{}` cannot be written as a name", printable(name)));
        if ini.version >= Version::new(1, 25) {
            finding.help("write it in `'…'`");
        } else {
            finding.help("choose a name of letters, digits and `_.*-`, and give the real one as `dbname`; from 1.25 on `'…'` quotes names");
        }
    }
}
