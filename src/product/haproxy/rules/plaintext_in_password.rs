//! A `password` that is no hash.
//!
//! `password` takes a hash of crypt(3). Other text matches nothing: the user cannot log in, not even with that text.
//!
//! ```haproxy bad
//! userlist ops
//!     user ann password secret
//!                       ^^^^^^ this is no hash: `ann` cannot log in
//! ```
//! ```haproxy good
//! userlist ops
//!     user ann password $5$salt$Gcm6FsVtF/Qa77ZKD.iwsJlCVPY0XSMgLJL0Hnww/c1
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP311",
    name: "plaintext-in-password",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for list in model.sections().filter(|section| section.kind() == "userlist") {
        for user in list.directives().filter(|directive| directive.keyword() == "user") {
            let Some(at) = user.words().iter().position(|word| word.text == "password").filter(|at| *at > 1) else { continue };
            let password = user.words().get(at + 1).filter(|word| !word.opaque && !is_hash(word.text));
            if password.is_some() {
                let finding = report.find(user.at(at + 1), format!("this is no hash: `{}` cannot log in", user.word(1)));
                finding.section(list.label()).help("write a hash, as `mkpasswd -m sha-256` makes it, or `insecure-password`");
            }
        }
    }
}

/// Whether `text` has a form that crypt(3) gives: `$id$…`, or 13 or 20 characters of the older methods.
fn is_hash(text: &str) -> bool {
    let old = |text: &str| text.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'.' | b'/'));
    text.starts_with('$') && text[1..].contains('$')
        || text.len() == 13 && old(text)
        || text.len() == 20 && text.strip_prefix('_').is_some_and(old)
}
