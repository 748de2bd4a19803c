//! The file starts with a byte order mark.
//!
//! PgBouncer takes it for the start of a key and stops with a syntax error in line 1.
//!
//! ```pgbouncer bad
//! ﻿[databases]
//! ^^^ the file starts with a byte order mark
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

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::pgbouncer::ini::FaultKind;
use crate::product::pgbouncer::model::{Ini, Model};
use crate::text::Edit;

/// The rule.
pub static RULE: Rule =
    Rule { id: "PGB002", name: "bom", level: Level::Error, upstream: Upstream::Refuses, since: "0.1.0", check: Check::Each(check) };

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for fault in ini.faults.iter().filter(|fault| fault.kind == FaultKind::ByteOrderMark) {
        let finding = report.find(fault.at, "the file starts with a byte order mark");
        finding.help("save it as UTF-8 without a mark").edit(Safety::Safe, Edit::delete(fault.at.span));
    }
}
