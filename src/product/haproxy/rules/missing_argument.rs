//! A keyword lacks an argument that it needs.
//!
//! HAProxy refuses the file.
//!
//! ```haproxy bad
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client
//!             ^^^^^^ `timeout client` needs a time behind it
//! ```
//! ```haproxy good
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//! ```

use super::{Check, Rule, wording};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::facts::ProblemKind;
use crate::product::haproxy::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP009",
    name: "missing-argument",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for (directive, problem) in model.problems() {
        let ProblemKind::Missing { label, expected, of } = problem.kind else { continue };
        let of = usize::from(of);
        let words: Vec<&str> = if of <= 1 { (0..=of).map(|at| directive.word(at)).collect() } else { vec![directive.word(of)] };
        let what = if matches!(label.as_bytes().first(), Some(b'a' | b'e' | b'i' | b'o' | b'u')) { "an" } else { "a" };
        let finding = report.find(directive.at(of), format!("`{}` needs {what} {label} behind it", words.join(" ")));
        finding.section(directive.section().label());
        if let Some(words) = expected.map(|expected| expected.words(model.target.version)).filter(|words| (1..=12).contains(&words.len())) {
            finding.help(format!("it can be {}", wording::list(&words)));
        }
    }
}
