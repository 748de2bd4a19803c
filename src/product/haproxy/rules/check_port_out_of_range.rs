//! A port that does not exist.
//!
//! HAProxy does not check the port of a health check. It is cut to 16 bits: the check goes to another port.
//!
//! ```haproxy bad
//! listen app
//!     mode tcp
//!     bind :8080
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:7000 check port 70000
//!                                       ^^^^^ 70000 is no port: the highest is 65535
//! ```
//! ```haproxy good
//! listen app
//!     mode tcp
//!     bind :8080
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:7000 check port 7001
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Model, Proxy};
use crate::product::haproxy::quantity::whole_number;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP124",
    name: "check-port-out-of-range",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    let own = proxy.servers.iter().map(|server| server.directive);
    for index in own.chain(proxy.default_servers.iter().copied()) {
        let directive = model.directive(proxy, index);
        for option in ["port", "agent-port"].iter().filter_map(|name| directive.option(name)) {
            let at = usize::from(option.option.at) + 1;
            let Some(port) = whole_number(option.argument(0)).filter(|_| !directive.is_opaque(at)) else { continue };
            if !(0..=65_535).contains(&port) {
                let finding = report.find(directive.at(at), format!("{port} is no port: the highest is 65535"));
                finding.section(directive.section().label()).help("correct the number");
            }
        }
    }
}
