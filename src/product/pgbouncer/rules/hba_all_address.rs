//! The address `all` in `auth_hba_file`, which PgBouncer knows from 1.23 on.
//!
//! PgBouncer logs a warning, drops the line and keeps the others: a `reject` that is dropped lets in, and an entry that is dropped keeps out.
//!
//! ```pgbouncer-hba bad target=1.18
//! hostssl app app all cert
//!                 ^^^ the address `all` is unknown to PgBouncer 1.18
//! ```
//! ```pgbouncer-hba fixed target=1.18
//! hostssl app app 0.0.0.0/0 cert
//! hostssl app app ::/0 cert
//! ```
//! ```pgbouncer-hba good
//! hostssl app app all cert
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::hba::FaultKind;
use crate::product::pgbouncer::model::Model;
use crate::text::Edit;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB061",
    name: "hba-all-address",
    level: Level::Error,
    upstream: Upstream::Warns,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for fault in model.hbas.iter().flat_map(|file| &file.faults).filter(|fault| fault.kind == FaultKind::AllAddress) {
        let finding = report.find(fault.at, fault.message.as_str());
        finding.help("write two rules, one for `0.0.0.0/0` and one for `::/0`");
        let (line, at) = (fault.line.span, fault.at.span);
        let Some(file) = model.hbas.iter().find(|file| file.id == fault.at.file) else { continue };
        let (before, behind) = (&file.text[line.start as usize..at.start as usize], &file.text[at.end as usize..line.end as usize]);
        finding.edit(Safety::Safe, Edit::replace(line, format!("{before}0.0.0.0/0{behind}\n{before}::/0{behind}")));
    }
}
