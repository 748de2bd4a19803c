//! A line that brings in a file, for a PostgreSQL that does not know it.
//!
//! PostgreSQL 16 brings `include`, `include_if_exists` and `include_dir` in `pg_hba.conf`; to an older one the word is a type of rule that it does not know.
//!
//! ```hba bad target=15
//! local all all peer
//! include site_hba.conf
//! ^^^^^^^ `include` is unknown to PostgreSQL 15
//! ```
//! ```hba good
//! local all all peer
//! include site_hba.conf
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::hba::FaultKind;
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC055",
    name: "hba-include-version",
    level: Level::Error,
    upstream: Upstream::Refuses,
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
