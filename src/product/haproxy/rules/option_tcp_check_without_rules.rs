//! `option tcp-check` without a single `tcp-check` rule.
//!
//! The check opens a connection and closes it. A server that accepts connections and does nothing more counts as up: one that hangs, one
//! that is a read-only standby, or a PgBouncer whose PostgreSQL is down.
//!
//! ```haproxy bad
//! listen app
//!     mode tcp
//!     bind :8080
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     option tcp-check
//!     ^^^^^^^^^^^^^^^^ this check proves no more than that the port accepts connections
//!     server a 10.0.0.1:7000 check
//! ```
//! ```haproxy good
//! listen app
//!     mode tcp
//!     bind :8080
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     option tcp-check
//!     tcp-check expect string +PONG
//!     server a 10.0.0.1:7000 check
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{DirectiveRef, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP104",
    name: "option-tcp-check-without-rules",
    level: Level::Info,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    let mut told: Vec<u32> = Vec::new();
    for proxy in model.live().filter(|proxy| proxy.kind.connects()) {
        let Some(health) = model.health_check(proxy) else { continue };
        // One `tcp-check connect` without more is what happens anyway.
        let bare = |step: &DirectiveRef<'_, '_>| step.sub() == "connect" && step.len() == 2;
        let connects = health.steps.len() < 2 && health.steps.iter().all(bare);
        let Some(option) = health.option.filter(|_| health.kind == "tcp-check" && connects) else { continue };
        if told.contains(&option.index) {
            continue;
        }
        told.push(option.index);
        let finding = report.find(option.range(0, 2), "this check proves no more than that the port accepts connections");
        finding.section(option.section().label());
        if proxy.fronts_postgres {
            finding.level(Level::Warning).help(
                "use `option pgsql-check user NAME` to see whether PostgreSQL answers; to see its role, ask Patroni: \
                 `option httpchk GET /primary` with `check port 8008` on the servers",
            );
        } else {
            finding.help("add `tcp-check send` and `tcp-check expect` lines, or take the option out: `check` alone does the same");
        }
    }
}
