//! A method that cannot work for the type of its rule.
//!
//! `peer` asks the Unix socket who is there, and `cert` the TLS connection: a rule of another type with such a method rejects whom it matches.
//!
//! ```pgbouncer-hba bad
//! local all all peer
//! host all all 127.0.0.1/32 peer
//!                           ^^^^ `peer` works over the Unix socket only: who matches this rule is rejected
//! ```
//! ```pgbouncer-hba good
//! local all all peer
//! hostssl all all 10.0.0.0/8 cert
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB165",
    name: "hba-method-type",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for rule in model.hbas.iter().flat_map(|file| &file.rules).filter(|rule| !rule.method.goes_with(&rule.kind.text)) {
        // Over `host` a client may come with TLS.
        let message = match (rule.method.name, rule.kind.text.as_ref()) {
            ("cert", "host") => continue,
            ("cert", _) => "`cert` needs TLS: who matches this rule is rejected",
            _ => "`peer` works over the Unix socket only: who matches this rule is rejected",
        };
        report.find(rule.method_at, message).help("use `scram-sha-256`");
    }
}
