//! A web port without `timeout http-request`.
//!
//! A client may send its request one byte at a time for as long as it likes. Some hundred such clients use up all connections.
//!
//! ```haproxy bad
//! frontend web
//!          ^^^ clients may take for ever to send a request: `timeout http-request` is missing
//!     mode http
//!     bind :80
//!     timeout client 1m
//! ```
//! ```haproxy good
//! frontend web
//!     mode http
//!     bind :80
//!     timeout client 1m
//!     timeout http-request 10s
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Mode, Model, Proxy};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP314",
    name: "no-http-request-timeout",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

/// Ports on which the public comes in.
const WEB: [u16; 2] = [80, 443];

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if !proxy.is_live() || !proxy.kind.listens() || proxy.mode != Mode::Http {
        return;
    }
    let Some(public) = model
        .listeners(proxy)
        .find(|listener| listener.endpoint.single_port().is_some_and(|port| WEB.contains(&port)) && !listener.endpoint.is_loopback())
    else {
        return;
    };
    if model.setting(proxy, "timeout", "http-request").is_none() {
        let finding = report.find(proxy.at, "clients may take for ever to send a request: `timeout http-request` is missing");
        finding.section(model.section_of(proxy).label()).related(public.at, "listens here").help("add `timeout http-request 10s`");
    }
}
