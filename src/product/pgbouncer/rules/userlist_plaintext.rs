//! A password in clear text stands among hashes.
//!
//! Who can read the file, a backup or a repository of it knows the password. PgBouncer needs clear text only of users that it logs in to servers with
//! another method than its clients use. The rule speaks only where other users of the file have hashes.
//!
//! ```userlist bad
//! "app" "md50123456789abcdef0123456789abcdef"
//! "web" "correct horse"
//!       ^^^^^^^^^^^^^^^ the password of `web` stands here in clear text
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
    id: "PGB350",
    name: "userlist-plaintext",
    level: Level::Info,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for list in &model.userlists {
        if !list.users.iter().any(|user| matches!(user.kind, SecretKind::Md5 | SecretKind::Scram)) {
            continue;
        }
        for user in list.users.iter().filter(|user| user.kind == SecretKind::Clear) {
            let finding = report.find(user.secret_at, format!("the password of `{}` stands here in clear text", user.shown()));
            finding.help("store the SCRAM secret of pg_authid, or let PgBouncer ask for it with `auth_query`");
        }
    }
}
