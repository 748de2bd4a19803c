//! Sessions stay on a PostgreSQL server that was taken out.
//!
//! When a check takes a server out, only new sessions go elsewhere. Without `on-marked-down shutdown-sessions` the clients of a demoted
//! or dead primary stay connected to it until a timeout.
//!
//! ```haproxy bad
//! listen pg
//!        ^^ sessions stay on `a` and 1 more after a check took the server out
//!     mode tcp
//!     bind :5432
//!     timeout client 30m
//!     timeout connect 5s
//!     timeout server 30m
//!     option redispatch
//!     option httpchk GET /primary
//!     http-check expect status 200
//!     server a 10.0.0.1:5432 check port 8008
//!     server b 10.0.0.2:5432 check port 8008
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
    id: "HAP206",
    name: "no-shutdown-sessions",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if !proxy.is_live() || !proxy.kind.connects() || proxy.mode != Mode::Tcp || proxy.servers.len() < 2 {
        return;
    }
    if !proxy.fronts_postgres {
        return;
    }
    let checked = proxy.servers.iter().filter(|server| model.is_watched(proxy, server));
    let staying: Vec<_> = checked.filter(|server| !model.may_have(proxy, server, "on-marked-down")).collect();
    let Some(first) = staying.first() else { return };
    let directive = model.directive(proxy, first.directive);
    let what = if staying.len() == 1 { format!("`{}`", first.name) } else { format!("`{}` and {} more", first.name, staying.len() - 1) };
    let finding = report.find(proxy.at, format!("sessions stay on {what} after a check took the server out"));
    finding.section(model.section_of(proxy).label()).related(directive.at(1), "this server");
    finding.help("add `on-marked-down shutdown-sessions` to the servers, or above them to `default-server`");
}
