//! Two users have the same MD5 secret.
//!
//! The hash is made of the password and the name, so that two users cannot have the same one, not even with the same password: one of them is a copy, and
//! that user cannot log in.
//!
//! ```userlist bad
//! "app" "md50123456789abcdef0123456789abcdef"
//! "web" "md50123456789abcdef0123456789abcdef"
//!       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `web` has the MD5 secret of `app`, and it fits one of them at most
//! ```
//! ```userlist good
//! "app" "md50123456789abcdef0123456789abcdef"
//! "web" "md5fedcba9876543210fedcba9876543210"
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::Model;
use crate::product::pgbouncer::userlist::{SecretKind, User};
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB156",
    name: "userlist-md5-user",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for list in &model.userlists {
        let mut owners: FxHashMap<Cow<'_, str>, &User<'_>> = FxHashMap::default();
        for user in list.users.iter().filter(|user| user.kind == SecretKind::Md5) {
            let secret = user.secret();
            let digits = secret.as_bytes().get(3..).unwrap_or_default();
            // A hash of one digit repeated stands for another one.
            if digits.iter().all(|digit| Some(digit) == digits.first()) {
                continue;
            }
            let owner = owners.entry(secret).or_insert(user);
            if owner.name != user.name {
                let message = format!("`{}` has the MD5 secret of `{}`, and it fits one of them at most", user.shown(), owner.shown());
                report
                    .find(user.secret_at, message)
                    .related(owner.secret_at, "it is the same as this one")
                    .help("make the hash with the own name");
            }
        }
    }
}
