//! The address of a rule has bits outside its mask.
//!
//! PostgreSQL drops them. Where the mask has no bits at all, that leaves every address, which is hardly meant by an address that is written out.
//!
//! ```hba bad
//! host app app 10.0.0.5/24 scram-sha-256
//!              ^^^^^^^^^^^ the mask makes this `10.0.0.0/24`
//! ```
//! ```hba fixed
//! host app app 10.0.0.0/24 scram-sha-256
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::hba::Address;
use crate::product::postgresql::model::Model;
use crate::text::Edit;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC153",
    name: "hba-mask-host-bits",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for rule in model.hbas.iter().flat_map(|file| &file.rules) {
        let Address::Network(network) = &rule.address else { continue };
        if !network.has_host_bits() {
            continue;
        }
        if network.is_everything() {
            let finding = report.find(rule.address_at, "a mask of 0 bits makes this every address");
            finding.level(Level::Error).help("give it the mask of the network, or write `0.0.0.0/0` if every address is meant");
        } else {
            let finding = report.find(rule.address_at, format!("the mask makes this `{}`", network.cleared()));
            finding.help("write it so, or give it the mask of one host");
            finding.edit(Safety::Safe, Edit::replace(rule.address_at.span, network.cleared()));
        }
    }
}
