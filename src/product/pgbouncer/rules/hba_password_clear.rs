//! A password crosses the network in clear text.
//!
//! The method `password` asks for the password as it is. Without TLS whoever listens on the way has it.
//!
//! ```pgbouncer-hba bad
//! host all all 10.0.0.0/8 password
//!                         ^^^^^^^^ the password crosses the network in clear text
//! ```
//! ```pgbouncer-hba good
//! hostssl all all 10.0.0.0/8 password
//! host all all 127.0.0.1/32 password
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::hba::lint;
use crate::product::pgbouncer::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB361",
    name: "hba-password-clear",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    lint::clear_password(&model.hbas, report);
}
