//! The statistics page is open to everybody.
//!
//! It shows all servers with their addresses, states and traffic.
//!
//! ```haproxy bad
//! listen stats
//!     mode http
//!     bind *:7000
//!     timeout client 1m
//!     stats enable
//!     ^^^^^ everybody who reaches this port sees the statistics of HAProxy
//!     stats uri /
//! ```
//! ```haproxy good
//! listen stats
//!     mode http
//!     bind *:7000
//!     timeout client 1m
//!     stats enable
//!     stats uri /
//!     stats auth ops:secret
//! ```
//! ```haproxy good
//! listen stats
//!     mode http
//!     bind 127.0.0.1:7000
//!     timeout client 1m
//!     stats enable
//!     stats uri /
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Mode, Model, Proxy};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP303",
    name: "stats-no-auth",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if !proxy.is_live() || !proxy.kind.listens() || proxy.mode != Mode::Http {
        return;
    }
    let section = model.section_of(proxy);
    let Some(first) = model.named_in(proxy.section, "stats").find(|directive| SHOWS.contains(&directive.sub())) else { return };
    let Some(open) = model.listeners(proxy).find(|listener| !listener.endpoint.is_loopback()) else { return };
    let guarded = model.chain(proxy).any(|proxy| {
        model.section_of(proxy).directives().any(|directive| match directive.keyword() {
            "stats" => matches!(directive.sub(), "auth" | "http-request"),
            "http-request" | "tcp-request" => directive.options().iter().any(|action| GUARDS.contains(&action.row.name)),
            "block" => true,
            _ => false,
        })
    });
    let certificate = open.directive.option("verify").is_some_and(|verify| verify.argument(0) == "required");
    if !guarded && !certificate {
        let finding = report.find(first.at(0), "everybody who reaches this port sees the statistics of HAProxy");
        finding.section(section.label()).related(open.at, "listens here");
        finding.help("add `stats auth USER:PASSWORD`, or bind it to `127.0.0.1`");
    }
}

/// Words behind `stats` that turn the page on.
const SHOWS: [&str; 5] = ["enable", "uri", "refresh", "admin", "realm"];
/// Actions that keep somebody out.
const GUARDS: [&str; 6] = ["deny", "auth", "reject", "tarpit", "silent-drop", "allow"];
