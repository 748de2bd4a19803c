//! A rule that an earlier one hides.
//!
//! The first rule that matches a client decides, whether it lets the client in or not; no other is looked at. A narrow rule below a broad one does nothing: a
//! `reject` there rejects nobody, and a stricter method is not asked for.
//!
//! ```hba bad
//! host all all 10.0.0.0/8 md5
//! host app app 10.1.0.0/16 scram-sha-256
//! ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ an earlier rule matches all that this one is for: it is never looked at
//! host app old 10.2.0.0/16 reject
//! ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ an earlier rule matches all that this one is for: it is never looked at
//! ```
//! ```hba good
//! host app old 10.2.0.0/16 reject
//! host app app 10.1.0.0/16 scram-sha-256
//! host all app,web 10.0.0.0/8 scram-sha-256
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::hba::lint;
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule =
    Rule { id: "PGC150", name: "hba-order", level: Level::Warning, upstream: Upstream::Silent, since: "0.1.0", check: Check::Whole(check) };

fn check(model: &Model<'_>, report: &mut Report) {
    lint::order(&model.hbas, report);
}
