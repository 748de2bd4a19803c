//! `minconn` is above `maxconn`.
//!
//! HAProxy raises `maxconn` to `minconn` without a word: the limit that was meant is gone.
//!
//! ```haproxy bad
//! listen app
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     timeout queue 10s
//!     server a 10.0.0.1:80 minconn 200 maxconn 100
//!                          ^^^^^^^^^^^ this raises `maxconn` from 100 to 200
//! ```
//! ```haproxy good
//! listen app
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     timeout queue 10s
//!     server a 10.0.0.1:80 minconn 50 maxconn 100
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Model, Proxy};
use crate::product::haproxy::quantity::whole_number;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP404",
    name: "minconn-maxconn",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if !proxy.is_live() || !proxy.kind.connects() {
        return;
    }
    for server in &proxy.servers {
        let number = |name: &str| {
            model.server_option(proxy, server, name).and_then(|option| whole_number(option.argument(0)).map(|number| (option, number)))
        };
        let (Some((option, least)), Some((_, most))) = (number("minconn"), number("maxconn")) else { continue };
        if most > 0 && least > most && option.directive.index == server.directive {
            let finding = report.find(option.at(), format!("this raises `maxconn` from {most} to {least}"));
            finding.section(option.directive.section().label()).help("set `minconn` below `maxconn`");
        }
    }
}
