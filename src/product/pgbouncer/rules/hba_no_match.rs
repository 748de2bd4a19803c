//! No rule of `auth_hba_file` lets anybody in.
//!
//! Who matches no rule is rejected. With no rule but rejecting ones, or with none at all, that is everybody.
//!
//! ```pgbouncer-hba bad
//! host all all 0.0.0.0/0 reject
//! ^ no rule here lets anybody in: every login is rejected
//! ```
//! ```pgbouncer-hba good
//! local all all peer
//! host app app 10.0.0.0/8 scram-sha-256
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::Model;
use crate::text::{Location, Span};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB163",
    name: "hba-no-match",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for file in &model.hbas {
        if file.rules.iter().any(|rule| rule.allows() && !rule.is_dead) {
            continue;
        }
        let first =
            file.rules.first().map_or(file.start(), |rule| Location::new(file.id, Span::new(rule.at.span.start, rule.at.span.start + 1)));
        report.find(first, "no rule here lets anybody in: every login is rejected");
    }
}
