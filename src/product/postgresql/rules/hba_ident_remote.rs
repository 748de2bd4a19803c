//! The machine of the client is asked who the client is.
//!
//! `ident` believes the ident server of the client: whoever has that machine, or its address, is whom they say they are.
//!
//! ```hba bad
//! host all all 10.0.0.0/8 ident
//!                         ^^^^^ whoever has the machine of the client says who the client is
//! ```
//! ```hba good
//! local all all ident
//! host all all 10.0.0.0/8 scram-sha-256
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::hba::lint;
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC355",
    name: "hba-ident-remote",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for rule in lint::live(&model.hbas).filter(|rule| rule.method.name == "ident" && rule.is_remote()) {
        report.find(rule.method_at, "whoever has the machine of the client says who the client is").help("use `scram-sha-256`");
    }
}
