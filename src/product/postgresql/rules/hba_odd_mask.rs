//! The bits of a mask are not its first ones.
//!
//! Such a mask picks addresses all over the network. Mostly it is a slip, or the mask of a router written the other way round.
//!
//! ```hba bad
//! host app app 10.0.0.0 0.255.255.255 scram-sha-256
//!              ^^^^^^^^^^^^^^^^^^^^^^ the bits of this mask are not its first ones
//! ```
//! ```hba good
//! host app app 10.0.0.0 255.0.0.0 scram-sha-256
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::hba::{Address, lint};
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC157",
    name: "hba-odd-mask",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for rule in lint::live(&model.hbas) {
        if let Address::Network(network) = &rule.address
            && network.bits().is_none()
        {
            report.find(rule.address_at, "the bits of this mask are not its first ones").help("write a number of bits, as `10.0.0.0/8`");
        }
    }
}
