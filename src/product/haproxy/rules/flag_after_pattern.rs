//! A flag stands behind a pattern.
//!
//! Flags count only before the first pattern. Behind it `-i` is a pattern itself: it is compared with the value, and case still matters.
//!
//! ```haproxy bad
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     acl api path_beg /api -i
//!                           ^^ `-i` is a pattern here, because it stands behind one
//!     http-request deny if api
//! ```
//! ```haproxy good
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     acl api path_beg -i /api
//!     http-request deny if api
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Model, Proxy};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP121",
    name: "flag-after-pattern",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    for test in model.tests(proxy) {
        let ended = (test.at..test.patterns()).any(|at| test.directive.word(at) == "--");
        if ended {
            continue;
        }
        for at in test.patterns() + 1..test.end {
            let word = test.directive.word(at);
            let flag = matches!(word, "-i" | "-n") || matches!(word, "-f" | "-m") && at + 1 < test.end;
            if flag {
                let finding = report.find(test.directive.at(at), format!("`{word}` is a pattern here, because it stands behind one"));
                finding.section(test.directive.section().label()).help(format!("move `{word}` before the first pattern"));
            }
        }
    }
}
