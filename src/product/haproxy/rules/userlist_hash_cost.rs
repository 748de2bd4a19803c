//! A password hash that takes long to compute.
//!
//! HAProxy computes the hash for every request that is held against the list, and serves nothing else in that thread meanwhile. Many
//! thousand rounds can even make its watchdog end the process.
//!
//! ```haproxy bad
//! userlist ops
//!     user ann password $6$rounds=656000$salt$abc
//!                       ^^^^^^^^^^^^^^^^^^^^^^^^^ 656000 rounds are computed for each request of `ann`
//! ```
//! ```haproxy good
//! userlist ops
//!     user ann password $5$salt$Gcm6FsVtF/Qa77ZKD.iwsJlCVPY0XSMgLJL0Hnww/c1
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::Model;
use crate::product::haproxy::quantity::leading_number;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP316",
    name: "userlist-hash-cost",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

/// Rounds of crypt(3) from which on a request takes tens of milliseconds.
const MANY: i64 = 50_000;

fn check(model: &Model<'_>, report: &mut Report) {
    for list in model.sections().filter(|section| section.kind() == "userlist") {
        for user in list.directives().filter(|directive| directive.keyword() == "user") {
            let Some(at) = user.words().iter().position(|word| word.text == "password").filter(|at| *at > 1) else { continue };
            let Some((_, rounds)) = user.word(at + 1).split_once("$rounds=") else { continue };
            if leading_number(rounds).0 >= MANY {
                let message = format!("{} rounds are computed for each request of `{}`", leading_number(rounds).0, user.word(1));
                let finding = report.find(user.at(at + 1), message);
                finding.section(list.label()).help("use a hash with the default rounds: `mkpasswd -m sha-256`");
            }
        }
    }
}
