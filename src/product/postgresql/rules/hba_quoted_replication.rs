//! `replication` stands in quotes where databases are told.
//!
//! In quotes it is the name of a database. The keyword for physical replication stands without.
//!
//! ```hba bad
//! host "replication" repmgr 10.0.0.2/32 scram-sha-256
//!      ^^^^^^^^^^^^^ in quotes this is a database, and not replication
//! ```
//! ```hba good
//! host replication,repmgr repmgr 10.0.0.2/32 scram-sha-256
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::hba::{NameKind, lint};
use crate::product::postgresql::model::Model;
use crate::text::Edit;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC152",
    name: "hba-quoted-replication",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for name in lint::live(&model.hbas).flat_map(|rule| &rule.databases) {
        if name.kind == NameKind::Plain && name.word.quoted && name.word.text == "replication" {
            let finding = report.find(name.word.at, "in quotes this is a database, and not replication");
            finding.help("take the quotes off").edit(Safety::Unsafe, Edit::replace(name.word.at.span, "replication"));
        }
    }
}
