//! `or` stands among the patterns of a test.
//!
//! Behind an expression everything to the end is a pattern: `or` and what follows are compared with the value, too, and do not start
//! another test.
//!
//! ```haproxy bad
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     acl api path /api or path /v1
//!                       ^^^^^^^ `or` and `path` are patterns here: they start no other test
//!     http-request deny if api
//! ```
//! ```haproxy good
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     acl api path /api /v1
//!     http-request deny if api
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::expr::table::{AclWord, Fetch, Found};
use crate::product::haproxy::model::{Model, Proxy};
use crate::schema::Version;

/// The rule.
pub static RULE: Rule =
    Rule { id: "HAP120", name: "pattern-or", level: Level::Error, upstream: Upstream::Silent, since: "0.1.0", check: Check::Each(check) };

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    for test in model.tests(proxy) {
        let first = test.patterns() + 1;
        for at in first..test.end.saturating_sub(1) {
            let (word, next) = (test.directive.word(at), test.directive.word(at + 1));
            if !matches!(word, "or" | "||") || !is_expression(next) {
                continue;
            }
            let finding =
                report.find(test.directive.range(at, at + 2), format!("`{word}` and `{next}` are patterns here: they start no other test"));
            finding.section(test.directive.section().label());
            finding.help("list the patterns one after the other, or write a second test with the same name");
        }
    }
}

/// Whether `word` looks like the expression of a test.
fn is_expression(word: &str) -> bool {
    let name = word.split(['(', ',']).next().unwrap_or_default();
    !matches!((Fetch::lookup(name, Version::MAX), AclWord::lookup(name, Version::MAX)), (Found::Unknown, Found::Unknown))
}
