//! `option pgsql-check` does not see the role of a server.
//!
//! It sends the first message of a session and takes any request for a password as a sign of life. A standby answers like a primary, so
//! that writes can end on a standby.
//!
//! ```haproxy bad
//! listen pg_rw
//!        ^^^^^ `option pgsql-check` takes standbys for primaries
//!     mode tcp
//!     bind :5432
//!     timeout client 30m
//!     timeout connect 5s
//!     timeout server 30m
//!     option redispatch
//!     option pgsql-check user haproxy
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
use crate::product::haproxy::model::{Model, Proxy};
use crate::product::haproxy::postgres::{Role, role_of};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP204",
    name: "pgsql-check-role-blind",
    level: Level::Info,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if !proxy.is_live() || !proxy.kind.connects() {
        return;
    }
    let Some(health) = model.health_check(proxy).filter(|health| health.kind == "pgsql-check") else { return };
    let Some(option) = health.option else { return };
    let active = proxy.servers.iter().filter(|server| model.is_active(proxy, server)).count();
    let role = role_of(proxy.name);
    if active < 2 || role == Role::Read {
        return;
    }
    let finding = report.find(proxy.at, "`option pgsql-check` takes standbys for primaries");
    finding.section(model.section_of(proxy).label()).related(option.all(), "the check");
    finding.help("if clients write here, ask for the role: `option httpchk GET /primary` with `check port 8008` for Patroni");
    if role == Role::Write {
        finding.level(Level::Warning);
    }
}
