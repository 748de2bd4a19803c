//! A password in clear text.
//!
//! Who can read the file, a backup or a repository of it knows the password.
//!
//! ```haproxy bad
//! userlist ops
//!     user ann insecure-password secret
//!              ^^^^^^^^^^^^^^^^^ the password of `ann` stands here in clear text
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
    id: "HAP310",
    name: "insecure-password",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for list in model.sections().filter(|section| section.kind() == "userlist") {
        for user in list.directives().filter(|directive| directive.keyword() == "user") {
            let Some(at) = user.words().iter().position(|word| word.text == "insecure-password").filter(|at| *at > 1) else { continue };
            if user.len() > at + 1 && !user.is_opaque(at + 1) {
                let finding = report.find(user.at(at), format!("the password of `{}` stands here in clear text", user.word(1)));
                finding.section(list.label()).help("store a hash instead: `password` with the output of `mkpasswd -m sha-256`");
            }
        }
    }
}
