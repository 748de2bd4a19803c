//! A setting stands before the first section header.
//!
//! PgBouncer does not know what to do with it and does not start.
//!
//! ```pgbouncer bad
//! pool_mode = session
//! ^^^^^^^^^ `pool_mode` stands before the first section
//! [databases]
//! app = host=10.0.0.11
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
use crate::product::pgbouncer::ini::FaultKind;
use crate::product::pgbouncer::model::{Ini, Model};
use crate::text::printable;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB004",
    name: "key-before-section",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for fault in ini.faults.iter().filter(|fault| fault.kind == FaultKind::NoSection) {
        let message = format!("`{}` stands before the first section", printable(fault.text));
        report.find(fault.at, message).help("put a header such as `[pgbouncer]` above it");
    }
}
