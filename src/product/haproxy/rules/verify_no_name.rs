//! A certificate is verified, but not the name in it.
//!
//! Any certificate of the authority passes, whoever it was given to. That is enough only where the authority serves nothing but these
//! servers.
//!
//! ```haproxy bad
//! listen app
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:443 ssl verify required ca-file /etc/ssl/ca.pem
//!                               ^^^^^^^^^^^^^^^ any certificate of this authority passes: no name is asked for
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
use crate::product::haproxy::model::Model;
use crate::schema::Version;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP307",
    name: "verify-no-name",
    level: Level::Info,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

/// The version in which HAProxy takes the name from the `Host` header by itself.
const AUTOMATIC: Version = Version::new(3, 3);

fn check(model: &Model<'_>, report: &mut Report) {
    if model.target.version >= AUTOMATIC {
        return;
    }
    for proxy in model.live().filter(|proxy| proxy.kind.connects()) {
        for server in proxy.servers.iter().filter(|server| model.has(proxy, server, "ssl")) {
            let directive = model.directive(proxy, server.directive);
            let Some(verify) = directive.option("verify").filter(|verify| verify.argument(0) == "required") else { continue };
            if ["verifyhost", "sni"].iter().any(|option| model.may_have(proxy, server, option)) {
                continue;
            }
            let finding = report.find(verify.at(), "any certificate of this authority passes: no name is asked for");
            finding.section(directive.section().label()).help("add `verifyhost NAME`, or `sni` with the name to ask for");
        }
    }
}
