//! A number that is read only in part.
//!
//! HAProxy reads this number up to the first character that is no digit and ignores the rest, without a word: `10k` is 10, and a word
//! without digits is 0.
//!
//! ```haproxy bad
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     maxconn 10k
//!             ^^^ this number is read as 10: `k` is ignored
//! ```
//! ```haproxy good
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     maxconn 10000
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::Model;
use crate::product::haproxy::quantity::leading_number;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP125",
    name: "silent-integer",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for section in model.sections() {
        for number in &section.facts().partial_numbers {
            let directive = model.any_directive(number.directive);
            let at = usize::from(number.at);
            let (read, rest) = leading_number(directive.word(at));
            let finding = report.find(directive.at(at), format!("this number is read as {read}: `{rest}` is ignored"));
            finding.section(section.label()).help("write it in full, with digits only");
        }
    }
}
