//! A line of `pg_hba.conf` that PostgreSQL does not take.
//!
//! One such line is enough: at start PostgreSQL refuses the whole file and ends, at a reload it keeps the old rules and says so in its log only. A file without
//! any line is refused, too.
//!
//! ```hba bad
//! local all all PEER
//!               ^^^^ no method is called `PEER`
//! host app app 10.0.0.1 scram-sha-256
//!                       ^^^^^^^^^^^^^ `scram-sha-256` stands where the mask of the address is to stand
//! host app app 10.0.0.0/8 cert
//!                         ^^^^ `cert` needs a certificate of the client, and `host` is not for TLS alone
//! local all all peer maps=x
//!                    ^^^^^^ no option is called `maps`
//! ```
//! ```hba good
//! local all all peer map=x
//! host app app 10.0.0.1 255.255.255.255 scram-sha-256
//! hostssl app app 10.0.0.0/8 cert
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::hba::FaultKind;
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC050",
    name: "hba-invalid",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for file in &model.hbas {
        for fault in file.faults.iter().filter(|fault| fault.kind != FaultKind::Include) {
            let finding = report.find(fault.at, fault.message.as_str());
            if let Some(help) = &fault.help {
                finding.help(help.as_str());
            }
        }
        if file.is_empty && file.faults.is_empty() {
            report.find(file.start(), "no rule stands in this file").help("PostgreSQL does not start with an empty pg_hba.conf");
        }
    }
}
