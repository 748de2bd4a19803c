//! Every user may replicate from the network.
//!
//! A replication connection reads the whole cluster. PostgreSQL asks for the attribute REPLICATION as well, which every superuser has; name the one user that
//! replicates.
//!
//! ```hba bad
//! host replication all 10.0.0.0/24 scram-sha-256
//!                  ^^^ every user may replicate from other machines
//! ```
//! ```hba good
//! host replication all 127.0.0.1/32 scram-sha-256
//! host replication standby 10.0.0.0/24 scram-sha-256
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::hba::{NameKind, lint};
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC354",
    name: "hba-replication-all",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for rule in lint::live(&model.hbas).filter(|rule| rule.is_for_replication() && rule.is_remote() && rule.allows()) {
        if let Some(name) = rule.users.iter().find(|name| name.kind == NameKind::All) {
            report.find(name.word.at, "every user may replicate from other machines").help("name the user that replicates");
        }
    }
}
