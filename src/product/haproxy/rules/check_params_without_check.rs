//! Settings of a health check on a server that is not checked.
//!
//! They do nothing without `check`: the server always counts as up.
//!
//! ```haproxy bad
//! listen app
//!     mode tcp
//!     bind :8080
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:7000 inter 2s fall 3
//!                            ^^^^^^^^ `inter` and `fall` do nothing, because the server is not checked
//! ```
//! ```haproxy good
//! listen app
//!     mode tcp
//!     bind :8080
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:7000 check inter 2s fall 3
//! ```

use super::{Check, Rule, wording};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::haproxy::model::{Model, Proxy};
use crate::text::Edit;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP111",
    name: "check-params-without-check",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

/// Options that only a check reads.
const OF_CHECKS: [&str; 13] = [
    "inter",
    "fastinter",
    "downinter",
    "rise",
    "fall",
    "check-ssl",
    "check-sni",
    "check-alpn",
    "check-proto",
    "check-send-proxy",
    "check-via-socks4",
    "on-error",
    "error-limit",
];

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if !proxy.is_live() || !proxy.kind.connects() {
        return;
    }
    for server in &proxy.servers {
        let directive = model.directive(proxy, server.directive);
        let idle: Vec<&str> = directive.options().iter().map(|option| option.row.name).filter(|name| OF_CHECKS.contains(name)).collect();
        let Some(first) = idle.first().and_then(|name| directive.option(name)) else { continue };
        if model.is_watched(proxy, server) || model.is_obscure(directive) || model.has(proxy, server, "no-check") {
            continue;
        }
        let verb = if idle.len() == 1 { "does" } else { "do" };
        let finding = report.find(first.at(), format!("{} {verb} nothing, because the server is not checked", wording::list(&idle)));
        finding.section(directive.section().label()).help("add `check`");
        finding.edit(Safety::Unsafe, Edit::insert(first.at().span.start, "check "));
    }
}
