//! `retries 0` gives up at the first failure.
//!
//! One refused connection becomes an error for the client, even with `option redispatch`: a server that is restarted costs sessions that
//! another could have taken.
//!
//! ```haproxy bad
//! listen app
//!     mode tcp
//!     bind :8080
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     retries 0
//!     ^^^^^^^^^ one refused connection fails the session, though a retry could save it
//!     server a 10.0.0.1:7000
//! ```
//! ```haproxy good
//! listen app
//!     mode tcp
//!     bind :8080
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     retries 3
//!     server a 10.0.0.1:7000
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::Model;

/// The rule.
pub static RULE: Rule =
    Rule { id: "HAP210", name: "retries-0", level: Level::Warning, upstream: Upstream::Silent, since: "0.1.0", check: Check::Whole(check) };

fn check(model: &Model<'_>, report: &mut Report) {
    let mut told: Vec<u32> = Vec::new();
    for proxy in model.live().filter(|proxy| proxy.kind.connects() && !proxy.servers.is_empty()) {
        let Some(retries) = model.keyword(proxy, "retries") else { continue };
        if retries.word(1) == "0" && !told.contains(&retries.index) {
            told.push(retries.index);
            let finding = report.find(retries.all(), "one refused connection fails the session, though a retry could save it");
            finding.section(retries.section().label()).help("set 3, the default, and `option redispatch`");
        }
    }
}
