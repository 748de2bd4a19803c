//! An HTTP check of the PostgreSQL port.
//!
//! Checks go to the port of the server unless `port` says otherwise. PostgreSQL does not answer HTTP: all servers are down from the
//! start.
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
//!     server a 10.0.0.1:5432 check on-marked-down shutdown-sessions
//!              ^^^^^^^^^^^^^ the HTTP check goes to the PostgreSQL port and never succeeds
//!     server b 10.0.0.2:5432 check on-marked-down shutdown-sessions
//!              ^^^^^^^^^^^^^ the HTTP check goes to the PostgreSQL port and never succeeds
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
use crate::product::haproxy::postgres::uses_postgres_port;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP203",
    name: "httpchk-on-pg-port",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if !proxy.is_live() || !proxy.kind.connects() || proxy.mode != Mode::Tcp || !proxy.fronts_postgres {
        return;
    }
    let Some(health) = model.health_check(proxy).filter(|health| health.kind == "httpchk") else { return };
    if health.steps.iter().any(|step| step.sub() == "connect") {
        return;
    }
    for server in proxy.servers.iter().filter(|server| model.has(proxy, server, "check")) {
        let elsewhere = ["port", "addr"].iter().any(|option| model.may_have(proxy, server, option));
        if elsewhere || !uses_postgres_port(server) {
            continue;
        }
        let directive = model.directive(proxy, server.directive);
        let at = directive.at(usize::from(server.address));
        let finding = report.find(at, "the HTTP check goes to the PostgreSQL port and never succeeds");
        finding.section(directive.section().label()).help("name the port of Patroni or of another HTTP endpoint: `check port 8008`");
        if let Some(option) = health.option {
            finding.related(option.all(), "the check");
        }
    }
}
