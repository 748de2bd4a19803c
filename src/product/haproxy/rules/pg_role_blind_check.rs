//! Sessions are spread over PostgreSQL servers whose role nobody asks for.
//!
//! A connection proves no role: with more than one server, writes end on a standby and fail. Besides, PostgreSQL logs every such check as
//! an incomplete startup packet.
//!
//! ```haproxy bad
//! listen pg_rw
//!        ^^^^^ the check does not tell which of 2 servers is the primary
//!     mode tcp
//!     bind :5432
//!     timeout client 30m
//!     timeout connect 5s
//!     timeout server 30m
//!     option redispatch
//!     server a 10.0.0.1:5432 check on-marked-down shutdown-sessions
//!     server b 10.0.0.2:5432 check on-marked-down shutdown-sessions
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
use crate::product::haproxy::check::Proof;
use crate::product::haproxy::model::{Mode, Model, Proxy};
use crate::product::haproxy::postgres::{Role, role_of};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP205",
    name: "pg-role-blind-check",
    level: Level::Info,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if !proxy.is_live() || !proxy.kind.connects() || proxy.mode != Mode::Tcp || !proxy.fronts_postgres {
        return;
    }
    let Some(health) = model.health_check(proxy).filter(|health| health.proof() == Proof::Connects) else { return };
    let agents = proxy.servers.iter().any(|server| model.has(proxy, server, "agent-check"));
    let active: Vec<_> = proxy.servers.iter().filter(|server| model.is_active(proxy, server)).collect();
    let role = role_of(proxy.name);
    if active.len() < 2 || agents || role == Role::Read {
        return;
    }
    let finding = report.find(proxy.at, format!("the check does not tell which of {} servers is the primary", active.len()));
    finding.section(model.section_of(proxy).label());
    if let Some(option) = health.option {
        finding.related(option.all(), "the check");
    }
    finding.help("if clients write here, ask for the role: `option httpchk GET /primary` with `check port 8008` for Patroni");
    if role == Role::Write {
        finding.level(Level::Warning);
    }
}
