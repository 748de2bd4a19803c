//! HTTP that breaks the rules is let through.
//!
//! Requests that HAProxy and the server read differently let an attacker slip one past the checks. The option is meant for the time until
//! a broken client or server is repaired.
//!
//! ```haproxy bad
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     option accept-invalid-http-request
//!     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ messages that break the rules of HTTP are let through
//! ```
//! ```haproxy good
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::load::Prefix;
use crate::product::haproxy::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP317",
    name: "http-smuggling-relax",
    level: Level::Info,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

/// The options that let it through.
const RELAXED: [&str; 4] = [
    "accept-invalid-http-request",
    "accept-invalid-http-response",
    "accept-unsafe-violations-in-http-request",
    "accept-unsafe-violations-in-http-response",
];

fn check(model: &Model<'_>, report: &mut Report) {
    for directive in model.named("option") {
        if RELAXED.contains(&directive.sub()) && directive.line().prefix == Prefix::None {
            let finding = report.find(directive.range(0, 2), "messages that break the rules of HTTP are let through");
            finding.section(directive.section().label()).help("take it out once the client or server that needs it is repaired");
        }
    }
}
