//! Every server of a backend is disabled.
//!
//! Until somebody enables one at run time, nothing can be served.
//!
//! ```haproxy bad
//! listen app
//!        ^^^ every server is `disabled`: nothing is served until one is enabled by command
//!     mode tcp
//!     bind :8080
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:7000 disabled
//! ```
//! ```haproxy good
//! listen app
//!     mode tcp
//!     bind :8080
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:7000 disabled
//!     server b 10.0.0.2:7000
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Model, Proxy, Server};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP119",
    name: "disabled-only-server",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if !proxy.is_live() || !proxy.kind.connects() || proxy.servers.is_empty() {
        return;
    }
    let off = |server: &Server<'_>| {
        let words = model.directive(proxy, server.directive);
        words.option("disabled").is_some() && words.option("enabled").is_none()
    };
    if proxy.servers.iter().all(off) {
        let finding = report.find(proxy.at, "every server is `disabled`: nothing is served until one is enabled by command");
        finding.section(model.section_of(proxy).label()).help("take `disabled` from a server, or take the section out");
    }
}
