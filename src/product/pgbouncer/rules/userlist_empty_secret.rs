//! The secret of a user is empty.
//!
//! PgBouncer takes no empty password: such a user can log in where no password is asked for, with trust, peer or a certificate, and nowhere else.
//!
//! ```userlist bad
//! "app" "md50123456789abcdef0123456789abcdef"
//! "web" ""
//!       ^^ `web` has no secret: no password logs it in
//! ```
//! ```userlist good
//! "app" "md50123456789abcdef0123456789abcdef"
//! "web" "md5fedcba9876543210fedcba9876543210"
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::Model;
use crate::product::pgbouncer::userlist::SecretKind;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB153",
    name: "userlist-empty-secret",
    level: Level::Info,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for user in model.userlists.iter().flat_map(|list| &list.users).filter(|user| user.kind == SecretKind::Empty) {
        report.find(user.secret_at, format!("`{}` has no secret: no password logs it in", user.shown()));
    }
}
