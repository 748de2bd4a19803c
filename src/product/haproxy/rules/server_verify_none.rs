//! The certificate of a server is not verified.
//!
//! With `verify none` whoever gets in between can pose as the server: the connection is encrypted, but to nobody in particular.
//!
//! ```haproxy bad
//! listen app
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:443 ssl verify none
//!                               ^^^^^^^^^^^ `a` can be anybody: its certificate is not verified
//! ```
//! ```haproxy good
//! listen app
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:443 ssl verify required ca-file /etc/ssl/ca.pem verifyhost app.example.com
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Model, Proxy};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP306",
    name: "server-verify-none",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if !proxy.is_live() || !proxy.kind.connects() {
        return;
    }
    for server in proxy.servers.iter().filter(|server| model.has(proxy, server, "ssl")) {
        let Some(verify) = model.directive(proxy, server.directive).option("verify").filter(|verify| verify.argument(0) == "none") else {
            continue;
        };
        if server.endpoint.is_some_and(|endpoint| !endpoint.is_loopback()) {
            let finding = report.find(verify.at(), format!("`{}` can be anybody: its certificate is not verified", server.name));
            finding.section(verify.directive.section().label()).help("write `verify required ca-file FILE verifyhost NAME`");
        }
    }
}
