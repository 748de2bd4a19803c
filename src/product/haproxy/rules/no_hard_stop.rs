//! After a reload old processes may live for hours.
//!
//! A process that was replaced stays until its last session ends. With timeouts of hours and frequent reloads many of them add up, each
//! with the old configuration.
//!
//! ```haproxy bad
//! listen app
//!     mode tcp
//!     bind :8080
//!     timeout client 24h
//!     ^^^^^^^^^^^^^^^^^^ idle sessions keep a replaced process alive for 24 h and more
//!     timeout connect 5s
//!     timeout server 24h
//!     server a 10.0.0.1:7000
//! ```
//! ```haproxy good
//! global
//!     hard-stop-after 1h
//! listen app
//!     mode tcp
//!     bind :8080
//!     timeout client 24h
//!     timeout connect 5s
//!     timeout server 24h
//!     server a 10.0.0.1:7000
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Mode, Model};
use crate::product::haproxy::quantity::duration;

/// The rule.
pub static RULE: Rule =
    Rule { id: "HAP401", name: "no-hard-stop", level: Level::Info, upstream: Upstream::Silent, since: "0.1.0", check: Check::Whole(check) };

/// Milliseconds from which on a session counts as long.
const LONG: u64 = 3_600_000;

fn check(model: &Model<'_>, report: &mut Report) {
    if model.global("hard-stop-after").is_some() {
        return;
    }
    let found = model.live().filter(|proxy| proxy.kind.listens() && proxy.mode == Mode::Tcp).find_map(|proxy| {
        let (client, time) = model.timeout(proxy, "client").filter(|(_, time)| *time >= LONG)?;
        Some((proxy, client, time))
    });
    let Some((proxy, client, time)) = found else { return };
    let finding = report.find(client.all(), format!("idle sessions keep a replaced process alive for {} and more", duration(time)));
    finding.section(client.section().label()).help("add `hard-stop-after 1h`, or what sessions may need to end, to `global`");
    if proxy.fronts_postgres {
        finding.level(Level::Warning);
    }
}
