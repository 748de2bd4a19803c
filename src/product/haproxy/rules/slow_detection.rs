//! It takes minutes until a dead PostgreSQL server is taken out.
//!
//! A server is taken out after `fall` failed checks, `inter` apart. Until then its sessions fail.
//!
//! ```haproxy bad
//! listen pg
//!     mode tcp
//!     bind :5432
//!     timeout client 30m
//!     timeout connect 5s
//!     timeout server 30m
//!     option redispatch
//!     option httpchk GET /primary
//!     http-check expect status 200
//!     server a 10.0.0.1:5432 check inter 60s fall 5 port 8008 on-marked-down shutdown-sessions
//!            ^ it takes up to 5 min until `a` is taken out after it died
//! ```
//! ```haproxy good
//! listen pg
//!     mode tcp
//!     bind :5432
//!     timeout client 30m
//!     timeout connect 5s
//!     timeout server 30m
//!     option redispatch
//!     option httpchk GET /primary
//!     http-check expect status 200
//!     server a 10.0.0.1:5432 check inter 2s fall 3 port 8008 on-marked-down shutdown-sessions
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Mode, Model, Proxy, Server};
use crate::product::haproxy::quantity::{duration, milliseconds, whole_number};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP211",
    name: "slow-detection",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if !proxy.is_live() || !proxy.kind.connects() || proxy.mode != Mode::Tcp || !proxy.fronts_postgres {
        return;
    }
    let slow = report.option("at-most");
    for server in proxy.servers.iter().filter(|server| model.has(proxy, server, "check")) {
        let Some(time) = detection(model, proxy, server).filter(|time| *time > slow) else { continue };
        let directive = model.directive(proxy, server.directive);
        let message = format!("it takes up to {} until `{}` is taken out after it died", duration(time), server.name);
        let finding = report.find(directive.at(1), message);
        finding.section(directive.section().label()).help("lower `inter` or `fall`, or set `fastinter 1s`");
    }
}

/// The milliseconds that the checks of `server` take to find that it died; `None` if they are not known.
fn detection<'s>(model: &Model<'s>, proxy: &Proxy<'s>, server: &Server<'s>) -> Option<u64> {
    let time = |name: &str, default: u64| match model.server_option(proxy, server, name) {
        Some(option) => milliseconds(option.argument(0)),
        None => Some(default),
    };
    let inter = time("inter", 2000)?;
    let fast = time("fastinter", inter)?;
    let fall = match model.server_option(proxy, server, "fall") {
        Some(option) => u64::try_from(whole_number(option.argument(0))?).ok()?,
        None => 3,
    };
    Some(inter.saturating_add(fast.saturating_mul(fall.saturating_sub(1))))
}
