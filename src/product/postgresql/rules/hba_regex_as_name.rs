//! A regular expression, for a PostgreSQL that takes it as a name.
//!
//! PostgreSQL 16 brings regular expressions for databases and users; to an older one the text with its slash is a name that nobody has.
//!
//! ```hba bad target=15
//! host /^app_ app 10.0.0.0/8 scram-sha-256
//!      ^^^^^^ to PostgreSQL 15 this is a name, and no regular expression
//! ```
//! ```hba good
//! host /^app_ app 10.0.0.0/8 scram-sha-256
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::hba::{NameKind, lint};
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC156",
    name: "hba-regex-as-name",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for rule in lint::live(&model.hbas) {
        for name in rule.databases.iter().chain(&rule.users) {
            if name.kind == NameKind::Plain && !name.word.quoted && name.word.text.starts_with('/') {
                let message = format!("to PostgreSQL {} this is a name, and no regular expression", model.version);
                report.find(name.word.at, message).help("list the names");
            }
        }
    }
}
