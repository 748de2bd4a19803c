//! A keyword for databases stands where users are told.
//!
//! PgBouncer reads both lists alike. As a user, `replication` matches nobody, and `sameuser` whoever is called like the database; a user of that name is not
//! meant.
//!
//! ```pgbouncer-hba bad
//! host all replication 10.0.0.0/8 scram-sha-256
//!          ^^^^^^^^^^^ `replication` is a keyword here and matches no user
//! ```
//! ```pgbouncer-hba good
//! host all "replication" 10.0.0.0/8 scram-sha-256
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::hba::NameKind;
use crate::product::pgbouncer::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB162",
    name: "hba-replication-user",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for name in model.hbas.iter().flat_map(|file| &file.rules).flat_map(|rule| &rule.users) {
        let message = match name.kind {
            NameKind::Replication => "`replication` is a keyword here and matches no user",
            NameKind::SameUser => "`sameuser` is a keyword here and matches who is called like the database",
            _ => continue,
        };
        report.find(name.word.at, message).help("write it in quotes to mean a user of this name");
    }
}
