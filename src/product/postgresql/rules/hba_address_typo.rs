//! An address that is none, and is taken for the name of a host.
//!
//! PostgreSQL looks for a host of this name at each login. What is made of digits and dots only is none.
//!
//! ```hba bad
//! host app app 10.0.0.256 scram-sha-256
//!              ^^^^^^^^^^ `10.0.0.256` is no address: PostgreSQL looks for a host of this name
//! ```
//! ```hba good
//! host app app 10.0.0.25/32 scram-sha-256
//! host app app db1.example.com scram-sha-256
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::hba::{Address, lint};
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC155",
    name: "hba-address-typo",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for rule in lint::live(&model.hbas) {
        let Address::Name(name) = &rule.address else { continue };
        let is_number = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        if is_number || name == "*" {
            let message = format!("`{name}` is no address: PostgreSQL looks for a host of this name");
            let help = if name == "*" { "every address is `all`" } else { "write an address with its mask, as `10.0.0.0/8`" };
            report.find(rule.address_at, message).help(help);
        }
    }
}
