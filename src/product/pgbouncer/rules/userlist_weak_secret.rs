//! A password that is guessed first.
//!
//! Passwords that equal the name of the user, and a few that everybody tries, protect nothing.
//!
//! ```userlist bad
//! "app" "app"
//!       ^^^^^ the password of `app` is easily guessed
//! ```
//! ```userlist good
//! "app" "md50123456789abcdef0123456789abcdef"
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::Model;
use crate::product::pgbouncer::userlist::SecretKind;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB351",
    name: "userlist-weak-secret",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

/// What is tried first.
const GUESSES: [&str; 14] = [
    "password",
    "postgres",
    "pgbouncer",
    "admin",
    "root",
    "secret",
    "changeme",
    "123456",
    "12345678",
    "qwerty",
    "test",
    "pass",
    "passw0rd",
    "welcome",
];

fn check(model: &Model<'_>, report: &mut Report) {
    for user in model.userlists.iter().flat_map(|list| &list.users).filter(|user| user.kind == SecretKind::Clear) {
        let secret = user.secret();
        if secret.eq_ignore_ascii_case(&user.name) || GUESSES.iter().any(|guess| secret.eq_ignore_ascii_case(guess)) {
            let finding = report.find(user.secret_at, format!("the password of `{}` is easily guessed", user.shown()));
            finding.help("choose a long random one");
        }
    }
}
