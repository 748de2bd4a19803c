//! A secret looks like a hash and is none.
//!
//! Text that starts with `md5` or `SCRAM-SHA-256$` and is not complete is taken for a password in clear text: the user would have to type it. MD5 hashes have
//! 32 lower-case hexadecimal digits behind `md5`, SCRAM secrets `iterations:salt$stored key:server key`.
//!
//! ```userlist bad
//! "app" "md50123456789ABCDEF0123456789ABCDEF"
//!       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the secret of `app` starts like a hash and is none: it is taken for a password
//! ```
//! ```userlist good
//! "app" "md50123456789abcdef0123456789abcdef"
//! "web" "SCRAM-SHA-256$4096:c2FsdHNhbHRzYWx0c2FsdA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::Model;
use crate::product::pgbouncer::userlist::SecretKind;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB152",
    name: "userlist-md5-shape",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for user in model.userlists.iter().flat_map(|list| &list.users).filter(|user| user.kind == SecretKind::Clear) {
        let secret = user.secret();
        let (is_md5, is_scram) = (secret.strip_prefix("md5").is_some_and(like_hash), secret.starts_with("SCRAM-SHA-256$"));
        if is_md5 || is_scram {
            let message = format!("the secret of `{}` starts like a hash and is none: it is taken for a password", user.shown());
            let help = if is_scram {
                "copy it from pg_authid once more: `SCRAM-SHA-256$iterations:salt$key:key`"
            } else {
                "an MD5 hash is `md5` and 32 digits, `0` to `9` and `a` to `f`"
            };
            report.find(user.secret_at, message).help(help);
        }
    }
}

/// Whether `text` is made of hexadecimal digits, and of about as many as a hash has.
fn like_hash(text: &str) -> bool {
    (24..=40).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
