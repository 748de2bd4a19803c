//! A rule asks for MD5 hashes.
//!
//! `md5` takes SCRAM secrets, too, but also the MD5 hashes that PostgreSQL 18 declares deprecated. The rule speaks once a file, from that version on.
//!
//! ```hba bad target=18
//! host app app 10.0.0.0/8 md5
//!                         ^^^ PostgreSQL 18 declares MD5 passwords deprecated
//! ```
//! ```hba good target=18
//! host app app 10.0.0.0/8 scram-sha-256
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::model::Model;
use crate::schema::Version;

/// The rule.
pub static RULE: Rule =
    Rule { id: "PGC352", name: "hba-md5", level: Level::Info, upstream: Upstream::Silent, since: "0.1.0", check: Check::Whole(check) };

fn check(model: &Model<'_>, report: &mut Report) {
    if model.version < Version::new(18, 0) {
        return;
    }
    for file in &model.hbas {
        if let Some(rule) = file.rules.iter().find(|rule| rule.method.name == "md5") {
            let finding = report.find(rule.method_at, "PostgreSQL 18 declares MD5 passwords deprecated");
            finding.help("set the passwords anew with `password_encryption = scram-sha-256`, then use `scram-sha-256` here");
        }
    }
}
