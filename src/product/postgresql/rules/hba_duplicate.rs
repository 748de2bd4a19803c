//! A rule stands there twice.
//!
//! The second one does nothing. Often one of the two was to be another.
//!
//! ```hba bad
//! host app app 10.0.0.0/8 scram-sha-256
//! local all all peer
//! host app app 10.0.0.0/8 scram-sha-256
//! ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ this rule stands here twice
//! ```
//! ```hba good
//! local all all peer
//! host app app 10.0.0.0/8 scram-sha-256
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::hba::lint;
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC151",
    name: "hba-duplicate",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    lint::duplicate(&model.hbas, report);
}
