//! A line of a userlist holds a name only.
//!
//! PgBouncer does not look at line ends between the two fields: the next quoted word becomes the secret, and the user whose name that is does not exist.
//! Without any word to follow, it logs an error.
//!
//! ```userlist bad
//! "app"
//! ^^^^^ the secret of `app` is missing here: what is quoted next is taken for it
//! "web" "md5fedcba9876543210fedcba9876543210"
//! ```
//! ```userlist bad
//! "app" "md50123456789abcdef0123456789abcdef"
//! "web"
//! ^^^^^ the secret of this user is missing
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
    id: "PGB150",
    name: "userlist-one-field",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for user in model.userlists.iter().flat_map(|list| &list.users).filter(|user| user.is_split) {
        let message = format!("the secret of `{}` is missing here: what is quoted next is taken for it", user.shown());
        let finding = report.find(user.name_at, message);
        finding.related(user.secret_at, "this is taken for the secret").help("write both on one line");
    }
    for list in &model.userlists {
        if let Some((Stop::NoSecret, at)) = list.stop {
            let finding = report.find(at, "the secret of this user is missing");
            finding.upstream(Upstream::Warns).level(Level::Error).help("write `\"name\" \"secret\"`");
        }
    }
}
