//! The address of a rule has bits outside its mask.
//!
//! PgBouncer compares the address as it is with that of the client behind the mask, so that no client ever matches: the rule does nothing. It logs a
//! warning. PostgreSQL drops the bits.
//!
//! ```pgbouncer-hba bad
//! local all all peer
//! host app app 10.0.0.5/24 scram-sha-256
//!              ^^^^^^^^^^^ `10.0.0.5/24` has bits outside its mask: no client matches it
//! ```
//! ```pgbouncer-hba fixed
//! local all all peer
//! host app app 10.0.0.0/24 scram-sha-256
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::hba::Address;
use crate::product::pgbouncer::model::Model;
use crate::text::Edit;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB062",
    name: "hba-mask-host-bits",
    level: Level::Error,
    upstream: Upstream::Warns,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for rule in model.hbas.iter().flat_map(|file| &file.rules) {
        let Address::Network(network) = &rule.address else { continue };
        if network.has_host_bits() {
            let message = format!("`{network}` has bits outside its mask: no client matches it");
            let finding = report.find(rule.address_at, message);
            finding.help(format!("write `{}`, or the mask of one host", network.cleared()));
            // A rule that nobody matched is to match somebody.
            finding.edit(Safety::Unsafe, Edit::replace(rule.address_at.span, network.cleared()));
        }
    }
}
