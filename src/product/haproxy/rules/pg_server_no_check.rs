//! Servers of PostgreSQL that are not checked.
//!
//! HAProxy goes on sending sessions to a server that is down, although others could take them: there is no failover.
//!
//! ```haproxy bad
//! listen pg
//!     mode tcp
//!     bind :5432
//!     timeout client 30m
//!     timeout connect 5s
//!     timeout server 30m
//!     option redispatch
//!     server a 10.0.0.1:5432
//!            ^ `a` is not checked: it gets sessions when it is down, too
//!     server b 10.0.0.2:5432
//!            ^ `b` is not checked: it gets sessions when it is down, too
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
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::haproxy::model::{Model, Proxy};
use crate::text::Edit;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP201",
    name: "pg-server-no-check",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if !proxy.is_live() || !proxy.kind.connects() || proxy.servers.len() < 2 {
        return;
    }
    if !proxy.fronts_postgres {
        return;
    }
    for server in &proxy.servers {
        let directive = model.directive(proxy, server.directive);
        if model.is_watched(proxy, server) || model.has(proxy, server, "disabled") || model.is_obscure(directive) {
            continue;
        }
        let finding = report.find(directive.at(1), format!("`{}` is not checked: it gets sessions when it is down, too", server.name));
        finding.section(directive.section().label()).help("add `check`, with a check that asks for the role of the server");
        finding.edit(Safety::Unsafe, Edit::insert(directive.all().span.end, " check"));
    }
}
