//! A line of `auth_hba_file` that PgBouncer cannot read.
//!
//! PgBouncer logs a warning, drops the line and keeps the others: a `reject` that is dropped lets in, and an entry that is dropped keeps out.
//!
//! ```pgbouncer-hba bad
//! host all all samenet scram-sha-256
//!              ^^^^^^^ PgBouncer does not know the networks of its host: `samenet` is unknown to it
//! host all all 10.0.0.1 scram-sha-256
//!                       ^^^^^^^^^^^^^ `scram-sha-256` stands where the mask of the address is to stand
//! host app app 10.0.0.0/8 SCRAM-SHA-256
//!                         ^^^^^^^^^^^^^ no method is called `SCRAM-SHA-256`
//! local all all peer
//! ```
//! ```pgbouncer-hba good
//! local all all peer
//! host app app 10.0.0.0/8 scram-sha-256
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::hba::FaultKind;
use crate::product::pgbouncer::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB060",
    name: "hba-line-dropped",
    level: Level::Error,
    upstream: Upstream::Warns,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for fault in
        model.hbas.iter().flat_map(|file| &file.faults).filter(|fault| !matches!(fault.kind, FaultKind::AllAddress | FaultKind::Include))
    {
        let finding = report.find(fault.at, fault.message.as_str());
        if let Some(help) = &fault.help {
            finding.help(help.as_str());
        }
    }
}
