//! A line of `auth_hba_file` that brings in a file or goes on on the next one.
//!
//! PostgreSQL knows both; PgBouncer knows neither, logs a warning and drops the line.
//!
//! ```pgbouncer-hba bad
//! include other_hba.conf
//! ^^^^^^^ PgBouncer brings in no files: `include` is unknown to it
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
    id: "PGB063",
    name: "hba-include-continuation",
    level: Level::Error,
    upstream: Upstream::Warns,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for fault in model.hbas.iter().flat_map(|file| &file.faults).filter(|fault| fault.kind == FaultKind::Include) {
        let finding = report.find(fault.at, fault.message.as_str());
        if let Some(help) = &fault.help {
            finding.help(help.as_str());
        }
    }
}
