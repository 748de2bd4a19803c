//! `weight` without a number.
//!
//! HAProxy takes the missing number for 0: the server gets no new sessions.
//!
//! ```haproxy bad
//! listen app
//!     mode tcp
//!     bind :8080
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:7000 check weight
//!                                  ^^^^^^ the number is missing and read as 0: the server gets no sessions
//! ```
//! ```haproxy good
//! listen app
//!     mode tcp
//!     bind :8080
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:7000 check weight 10
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Model, Proxy};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP123",
    name: "weight-novalue",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    let own = proxy.servers.iter().map(|server| server.directive);
    for index in own.chain(proxy.default_servers.iter().copied()) {
        let directive = model.directive(proxy, index);
        let Some(weight) = directive.option("weight").filter(|_| !directive.line().open_ended) else { continue };
        if weight.option.end == weight.option.at + 1 {
            let finding = report.find(weight.at(), "the number is missing and read as 0: the server gets no sessions");
            finding.section(directive.section().label()).help("write a number from 1 to 256, or take `weight` out");
        }
    }
}
