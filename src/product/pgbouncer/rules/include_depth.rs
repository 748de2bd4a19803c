//! Files include each other more than ten deep.
//!
//! Mostly a file includes itself. PgBouncer does not start.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! %include pgbouncer.ini
//! ^^^^^^^^^^^^^^^^^^^^^^ files include each other more than ten deep here
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
use crate::product::pgbouncer::ini::FaultKind;
use crate::product::pgbouncer::model::{Ini, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB026",
    name: "include-depth",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for fault in ini.faults.iter().filter(|fault| fault.kind == FaultKind::TooDeep) {
        report.find(fault.at, "files include each other more than ten deep here");
    }
}
