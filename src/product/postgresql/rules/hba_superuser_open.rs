//! The superuser may log in from every address.
//!
//! A rule that names `postgres` for every address, without TLS, is an invitation to try passwords on the account that may do anything.
//!
//! ```hba bad
//! host all postgres 0.0.0.0/0 scram-sha-256
//!          ^^^^^^^^ the superuser may log in from any machine, and needs no TLS for it
//! ```
//! ```hba good
//! local all postgres peer
//! hostssl all postgres 0.0.0.0/0 scram-sha-256
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::hba::{self, NameKind, lint};
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC356",
    name: "hba-superuser-open",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    let open = |rule: &&hba::Rule<'_>| rule.is_for_every_host() && rule.may_be_unencrypted() && rule.method.has("secret");
    for name in lint::live(&model.hbas).filter(open).flat_map(|rule| &rule.users) {
        if name.kind == NameKind::Plain && name.word.text == "postgres" {
            let finding = report.find(name.word.at, "the superuser may log in from any machine, and needs no TLS for it");
            finding.help("use the Unix socket, or name the machines");
        }
    }
}
