//! A timeout ends PostgreSQL sessions that are merely idle.
//!
//! In tcp mode `timeout client` and `timeout server` end a session in which nothing was sent for that long: connections of a pool that
//! wait for work, and clients that wait for a long query.
//!
//! ```haproxy bad
//! listen pg
//!     mode tcp
//!     bind :5432
//!     timeout client 10s
//!                    ^^^ a PostgreSQL session that is idle for 10 s is cut
//!     timeout connect 5s
//!     timeout server 10s
//!                    ^^^ a PostgreSQL session that is idle for 10 s is cut
//!     option redispatch
//!     option httpchk GET /primary
//!     http-check expect status 200
//!     server a 10.0.0.1:5432 check port 8008 on-marked-down shutdown-sessions
//!     server b 10.0.0.2:5432 check port 8008 on-marked-down shutdown-sessions
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
//!     server a 10.0.0.1:5432 check port 8008 on-marked-down shutdown-sessions
//!     server b 10.0.0.2:5432 check port 8008 on-marked-down shutdown-sessions
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Mode, Model};
use crate::product::haproxy::quantity::duration;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP208",
    name: "pg-short-timeouts",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    let short = report.option("at-least");
    let mut told: Vec<u32> = Vec::new();
    for proxy in model.live().filter(|proxy| proxy.mode == Mode::Tcp && proxy.fronts_postgres) {
        let mut timeouts = Vec::new();
        if proxy.kind.listens() {
            timeouts.extend(model.timeout(proxy, "client"));
        }
        if proxy.kind.connects() && !proxy.servers.is_empty() {
            timeouts.extend(model.timeout(proxy, "server"));
        }
        let tunnel = model.targets(proxy).iter().chain([&proxy]).any(|backend| model.setting(backend, "timeout", "tunnel").is_some());
        for (directive, time) in timeouts {
            if tunnel || time == 0 || time >= short || told.contains(&directive.index) {
                continue;
            }
            told.push(directive.index);
            let finding = report.find(directive.at(2), format!("a PostgreSQL session that is idle for {} is cut", duration(time)));
            finding.section(directive.section().label()).help("set some minutes to hours, the same for `client` and `server`");
        }
    }
}
