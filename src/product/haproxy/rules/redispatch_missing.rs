//! Failed connections are not tried on another server.
//!
//! Without `option redispatch` all `retries` of a connection go to the server that just refused it. Until checks take the server out, its
//! share of the sessions fails.
//!
//! ```haproxy bad
//! listen pg_ro
//!        ^^^^^ a connection that a server refuses is not tried on another one
//!     mode tcp
//!     bind :5432
//!     timeout client 30m
//!     timeout connect 5s
//!     timeout server 30m
//!     option httpchk GET /replica
//!     http-check expect status 200
//!     server a 10.0.0.1:5432 check port 8008 on-marked-down shutdown-sessions
//!     server b 10.0.0.2:5432 check port 8008 on-marked-down shutdown-sessions
//! ```
//! ```haproxy good
//! listen pg_ro
//!     mode tcp
//!     bind :5432
//!     timeout client 30m
//!     timeout connect 5s
//!     timeout server 30m
//!     option redispatch
//!     option httpchk GET /replica
//!     http-check expect status 200
//!     server a 10.0.0.1:5432 check port 8008 on-marked-down shutdown-sessions
//!     server b 10.0.0.2:5432 check port 8008 on-marked-down shutdown-sessions
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Mode, Model, Proxy};
use crate::product::haproxy::postgres::asks_for_primary;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP209",
    name: "redispatch-missing",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if !proxy.is_live() || !proxy.kind.connects() || proxy.mode != Mode::Tcp {
        return;
    }
    let active = proxy.servers.iter().filter(|server| model.is_active(proxy, server)).count();
    // Where the check lets one server through only, there is no other to try.
    if active < 2 || asks_for_primary(model, proxy) || !proxy.fronts_postgres || model.setting(proxy, "option", "redispatch").is_some() {
        return;
    }
    let finding = report.find(proxy.at, "a connection that a server refuses is not tried on another one");
    finding.section(model.section_of(proxy).label()).help("add `option redispatch`");
}
