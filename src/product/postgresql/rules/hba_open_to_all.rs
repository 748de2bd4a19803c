//! Any machine may try passwords of any user.
//!
//! A rule for all users of all databases from every address, without TLS, leaves nothing but the passwords between the server and whoever reaches its port,
//! superusers included.
//!
//! ```hba bad
//! host all all 0.0.0.0/0 scram-sha-256
//!              ^^^^^^^^^ any machine may try passwords of any user for any database, and needs no TLS for it
//! ```
//! ```hba good
//! hostssl all all 0.0.0.0/0 scram-sha-256
//! host app app 0.0.0.0/0 scram-sha-256
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::hba::lint;
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC353",
    name: "hba-open-to-all",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    lint::open_to_all(&model.hbas, report);
}
