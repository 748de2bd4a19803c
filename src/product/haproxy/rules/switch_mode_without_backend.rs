//! Connections that turn into HTTP have nowhere to go.
//!
//! A TCP proxy with `switch-mode http` hands HTTP to a backend in that mode. With servers of its own and no backend it has none, and HAProxy
//! warns: its servers are for TCP.
//!
//! ```haproxy bad
//! listen any
//!     mode tcp
//!     bind :8080
//!     timeout connect 5s
//!     timeout client 1m
//!     timeout server 1m
//!     tcp-request inspect-delay 5s
//!     tcp-request content switch-mode http if HTTP
//!                         ^^^^^^^^^^^^^^^^ what turns into HTTP cannot go to the servers of a TCP proxy
//!     server a 10.0.0.1:80 check
//! ```
//! ```haproxy good
//! frontend any
//!     mode tcp
//!     bind :8080
//!     timeout client 1m
//!     tcp-request inspect-delay 5s
//!     tcp-request content switch-mode http if HTTP
//!     default_backend web
//! backend web
//!     mode http
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:80 check
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Mode, Model, Proxy, ProxyKind};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP076",
    name: "switch-mode-without-backend",
    level: Level::Warning,
    upstream: Upstream::Warns,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    let alone = proxy.switches.is_empty() && model.setting(proxy, "default_backend", "").is_none() && !proxy.servers.is_empty();
    if proxy.kind != ProxyKind::Listen || !proxy.is_live() || proxy.mode != Mode::Tcp || !alone {
        return;
    }
    let mut rules = model.named_in(proxy.section, "tcp-request").filter(|rule| rule.shape().sound);
    if let Some((rule, switch)) = rules.find_map(|rule| Some((rule, rule.option("switch-mode")?))) {
        let at = usize::from(switch.option.at);
        let finding = report.find(rule.range(at, at + 2), "what turns into HTTP cannot go to the servers of a TCP proxy");
        finding
            .section(rule.section().label())
            .help("put the HTTP servers into a backend with `mode http`, and name it as `default_backend`");
    }
}
