//! A line has more words than its keyword takes.
//!
//! HAProxy refuses the file.
//!
//! ```haproxy bad
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     option dontlognull yes
//!                        ^^^ `option dontlognull` takes no more words
//! ```
//! ```haproxy good
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     option dontlognull
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::facts::ProblemKind;
use crate::product::haproxy::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP010",
    name: "extra-argument",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for (directive, problem) in model.problems() {
        let ProblemKind::Extra { at } = problem.kind else { continue };
        let keyword = match directive.sub() {
            "" => directive.word(0).to_owned(),
            sub => format!("{} {sub}", directive.word(0)),
        };
        let at = usize::from(at);
        let finding = report.find(directive.range(at, directive.len()), format!("`{keyword}` takes no more words"));
        finding.section(directive.section().label());
        finding.help(if directive.word(at).starts_with("//") || directive.word(at) == ";" {
            "a comment starts with `#`"
        } else {
            "take them out, or quote words that belong together"
        });
    }
}
