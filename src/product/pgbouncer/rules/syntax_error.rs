//! A line is neither a section header, nor `key = value`, nor a comment, nor `%include`.
//!
//! PgBouncer does not start. On RELOAD it goes on with everything above the line in force, and what stands below it back at its default. A byte 0 ends the file: what follows is not read, and nothing is said of it.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! pool_mode: session
//! ^^^^^^^^^^^^^^^^^^ no `=` behind the key
//! listen_addr 127.0.0.1
//! ^^^^^^^^^^^^^^^^^^^^^ no `=` behind the key
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! pool_mode = session
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::ini::{FaultKind, SectionKind};
use crate::product::pgbouncer::model::{Ini, Model};
use crate::syntax::pgbouncer::Bad;
use crate::text::{Location, Span};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB001",
    name: "syntax-error",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for fault in &ini.faults {
        if fault.kind == FaultKind::Unread {
            let at = Location::new(fault.at.file, Span::new(fault.at.span.start, fault.at.span.start + 1));
            report.find(at, "PgBouncer reads no further than this byte 0").upstream = Upstream::Silent;
        }
        let FaultKind::Bad(bad) = fault.kind else { continue };
        // A name that may not be written so has a rule of its own.
        if super::dbname_chars::is_about(fault) {
            continue;
        }
        let message = match bad {
            Bad::OpenSection => "no `]` behind the name of the section",
            Bad::OpenQuote => "the quote is not closed",
            Bad::EmptyKey => "nothing stands in the quotes",
            Bad::Key => "a key is made of letters, digits and `_.*-`",
            Bad::NoEquals => "no `=` behind the key",
        };
        let finding = report.find(fault.at, message);
        if fault.text.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("%include")) {
            finding.help("write `%include PATH`, in lower case and with a blank before the path");
        } else if fault.section == Some(SectionKind::Main) || fault.section.is_none() {
            finding.help("write `key = value` on one line; a comment starts with `;` or `#` at the start of a line");
        }
    }
}
