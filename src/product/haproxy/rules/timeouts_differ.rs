//! `timeout client` and `timeout server` differ in tcp mode.
//!
//! Both run while a session is idle, so the shorter one ends it: the longer one never has an effect.
//!
//! ```haproxy bad
//! listen app
//!     mode tcp
//!     bind :8080
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1h
//!     ^^^^^^^^^^^^^^^^^ this timeout never has an effect: `timeout client 1m` ends idle sessions before
//!     server a 10.0.0.1:7000
//! ```
//! ```haproxy good
//! listen app
//!     mode tcp
//!     bind :8080
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:7000
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Mode, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP207",
    name: "timeouts-differ",
    level: Level::Info,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    let mut told: Vec<(u32, u32)> = Vec::new();
    for proxy in model.live().filter(|proxy| proxy.kind.listens() && proxy.mode == Mode::Tcp) {
        let Some((client, client_time)) = model.timeout(proxy, "client") else { continue };
        for backend in model.targets(proxy).into_iter().filter(|backend| backend.mode == Mode::Tcp) {
            let Some((server, server_time)) = model.timeout(backend, "server") else { continue };
            // `timeout tunnel` takes the place of both once data flow.
            let tunnel = model.setting(backend, "timeout", "tunnel").is_some();
            if tunnel || client_time == server_time || client_time == 0 || server_time == 0 || told.contains(&(client.index, server.index))
            {
                continue;
            }
            told.push((client.index, server.index));
            let (short, long) = if client_time < server_time { (client, server) } else { (server, client) };
            let message =
                format!("this timeout never has an effect: `timeout {} {}` ends idle sessions before", short.sub(), short.word(2));
            let finding = report.find(long.all(), message);
            finding.section(long.section().label()).related(short.all(), "the shorter one").help("give both the same value");
            if proxy.fronts_postgres {
                finding.level(Level::Warning);
            }
        }
    }
}
