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

use super::Rule;
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Mode, Model};

/// The rule.
pub static RULE: Rule =
    Rule { id: "HAP303", name: "stats-no-auth", level: Level::Warning, upstream: Upstream::Silent, since: "0.1.0", check };

fn check(model: &Model<'_>, report: &mut Report) {
    for proxy in model.live().filter(|proxy| proxy.kind.listens() && proxy.mode == Mode::Http) {
        let section = model.section_of(proxy);
        let Some(first) = section.directives().find(|directive| directive.keyword() == "stats" && SHOWS.contains(&directive.sub())) else {
            continue;
        };
        let Some(open) = model.listeners(proxy).into_iter().find(|listener| !listener.endpoint.is_loopback()) else { continue };
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
}

/// Words behind `stats` that turn the page on.
const SHOWS: [&str; 5] = ["enable", "uri", "refresh", "admin", "realm"];
/// Actions that keep somebody out.
const GUARDS: [&str; 6] = ["deny", "auth", "reject", "tarpit", "silent-drop", "allow"];
