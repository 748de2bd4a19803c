//! A user stands twice in a userlist.
//!
//! The later line wins; PgBouncer says nothing of it.
//!
//! ```userlist bad
//! "app" "md50123456789abcdef0123456789abcdef"
//! ^^^^^ a later line has another secret of `app`: this one is not used
//! "app" "md5fedcba9876543210fedcba9876543210"
//! ```
//! ```userlist good
//! "app" "md50123456789abcdef0123456789abcdef"
//! "web" "md5fedcba9876543210fedcba9876543210"
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::Model;
use crate::product::pgbouncer::userlist::User;
use rustc_hash::FxHashMap;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB151",
    name: "userlist-duplicate",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for list in &model.userlists {
        let mut last: FxHashMap<&str, &User<'_>> = FxHashMap::default();
        for user in list.users.iter().rev() {
            let Some(later) = last.get(user.name.as_ref()) else {
                last.insert(&user.name, user);
                continue;
            };
            let message = if user.secret() == later.secret() {
                format!("`{}` stands here twice", user.shown())
            } else {
                format!("a later line has another secret of `{}`: this one is not used", user.shown())
            };
            report.find(user.name_at, message).related(later.name_at, "this line is used").help("take one out");
        }
    }
}
