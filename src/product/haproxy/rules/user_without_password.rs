//! A user without a password.
//!
//! Before HAProxy 3.4 an attempt to log in as such a user, by anybody, ends the process with a crash.
//!
//! ```haproxy bad
//! userlist ops
//!     user ann
//!          ^^^ `ann` has no password: an attempt to log in with this name crashes HAProxy
//! ```
//! ```haproxy good
//! userlist ops
//!     user ann password $5$salt$Gcm6FsVtF/Qa77ZKD.iwsJlCVPY0XSMgLJL0Hnww/c1
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::Model;
use crate::schema::Version;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP312",
    name: "user-without-password",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

/// The version that refuses such a user instead of crashing.
const SAFE: Version = Version::new(3, 4);

fn check(model: &Model<'_>, report: &mut Report) {
    for list in model.sections().filter(|section| section.kind() == "userlist") {
        for user in list.directives().filter(|directive| directive.keyword() == "user" && directive.len() > 1) {
            let has = user.words().iter().skip(2).any(|word| matches!(word.text, "password" | "insecure-password"));
            if has || model.is_obscure(user) {
                continue;
            }
            let crashes = model.target.version < SAFE;
            let result = if crashes { "an attempt to log in with this name crashes HAProxy" } else { "nobody can log in with this name" };
            let finding = report.find(user.at(1), format!("`{}` has no password: {result}", user.word(1)));
            finding.section(list.label()).help("add `password` with a hash, or take the user out");
            if !crashes {
                finding.level(Level::Warning);
            }
        }
    }
}
