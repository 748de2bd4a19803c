//! New passwords are stored as MD5.
//!
//! Whoever reads such a hash can log in with it, and newer versions of PostgreSQL announce its end. SCRAM is the default since PostgreSQL 14. Passwords that are
//! stored already stay as they are until they are set again.
//!
//! ```postgresql bad
//! password_encryption = md5
//!                       ^^^ passwords are stored as MD5
//! ```
//! ```postgresql fixed
//! password_encryption = scram-sha-256
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;
use crate::text::Edit;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC300",
    name: "md5-passwords",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    if let Some(entry) = conf.entry("password_encryption").filter(|_| conf.word("password_encryption") == Some("md5")) {
        let finding = report.find(entry.value_at, "passwords are stored as MD5");
        finding.help("clients and poolers have to know SCRAM").edit(Safety::Unsafe, Edit::replace(entry.value_at.span, "scram-sha-256"));
    }
}
