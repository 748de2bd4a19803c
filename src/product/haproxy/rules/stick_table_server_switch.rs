//! Clients stick to a PostgreSQL server.
//!
//! A stick table remembers the server of each client. After a failover and back clients stay where they were: some write to the old
//! primary, some to the new.
//!
//! ```haproxy bad
//! listen pg
//!     mode tcp
//!     bind :5432
//!     timeout client 30m
//!     timeout connect 5s
//!     timeout server 30m
//!     option redispatch
//!     option httpchk GET /primary
//!     http-check expect status 200
//!     stick-table type ip size 1
//!     stick on dst
//!     ^^^^^^^^ clients stay on the server that they had, also when a failover is over
//!     server a 10.0.0.1:5432 check port 8008 on-marked-down shutdown-sessions
//!     server b 10.0.0.2:5432 check backup port 8008 on-marked-down shutdown-sessions
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
use crate::product::haproxy::model::{Mode, Model, Proxy};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP216",
    name: "stick-table-server-switch",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if !proxy.is_live() || !proxy.kind.connects() || proxy.mode != Mode::Tcp || !proxy.fronts_postgres {
        return;
    }
    let Some(backup) = proxy.servers.iter().find(|server| model.has(proxy, server, "backup")) else { return };
    let Some(stick) = model.named_in(proxy.section, "stick").next() else { return };
    let finding = report.find(stick.range(0, 2), "clients stay on the server that they had, also when a failover is over");
    finding
        .section(stick.section().label())
        .related(model.directive(proxy, backup.directive).at(1), "can become the server of some clients");
    finding.help(
        "take the stick table out, and let a check of the role decide; or keep all on one server on purpose, with `nopurge` and peers",
    );
}
