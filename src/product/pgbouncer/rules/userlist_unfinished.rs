//! A userlist ends in the midst of a user.
//!
//! PgBouncer logs an error and drops what it cannot read to the end: a name without a secret, or all that follows a quote that is not closed.
//!
//! ```userlist bad
//! "app" "md50123456789abcdef0123456789abcdef"
//! "web"
//! ^^^^^ the secret of the last user is missing
//! ```
//! ```userlist bad
//! "app" "md50123456789abcdef0123456789abcdef"
//! "web" "md5fedcba9876543210fedcba9876543210
//!       ^ this quote is not closed: PgBouncer reads nothing from the line on
//! ```
//! ```userlist good
//! "app" "md50123456789abcdef0123456789abcdef"
//! "web" "md5fedcba9876543210fedcba9876543210"
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::Model;
use crate::product::pgbouncer::userlist::Stop;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB052",
    name: "userlist-unfinished",
    level: Level::Error,
    upstream: Upstream::Warns,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for list in &model.userlists {
        match list.stop {
            Some((Stop::NoSecret, at)) => report.find(at, "the secret of the last user is missing"),
            Some((Stop::OpenQuote, at)) => report.find(at, "this quote is not closed: PgBouncer reads nothing from the line on"),
            _ => continue,
        }
        .help("write `\"name\" \"secret\"`; a quote within stands twice");
    }
}
