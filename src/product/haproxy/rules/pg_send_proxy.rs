//! The PROXY protocol is sent to PostgreSQL.
//!
//! PostgreSQL does not know this header. It takes it for a broken message and closes the connection.
//!
//! ```haproxy bad
//! listen pg
//!     mode tcp
//!     bind :5432
//!     timeout client 30m
//!     timeout connect 5s
//!     timeout server 30m
//!     server a 10.0.0.1:5432 check send-proxy-v2
//!                                  ^^^^^^^^^^^^^ PostgreSQL does not understand the PROXY protocol and closes the connection
//! ```
//! ```haproxy good
//! listen pg
//!     mode tcp
//!     bind :5432
//!     timeout client 30m
//!     timeout connect 5s
//!     timeout server 30m
//!     server a 10.0.0.1:5432 check
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Mode, Model, Proxy};
use crate::product::haproxy::postgres::{proxy_header, uses_own_port};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP214",
    name: "pg-send-proxy",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if !proxy.is_live() || !proxy.kind.connects() || proxy.mode != Mode::Tcp || !proxy.fronts_postgres {
        return;
    }
    for server in proxy.servers.iter().filter(|server| uses_own_port(server)) {
        let Some(option) = proxy_header(model, proxy, server) else { continue };
        let finding = report.find(option.at(), "PostgreSQL does not understand the PROXY protocol and closes the connection");
        finding.section(option.directive.section().label()).help("take it out, unless something that knows it listens there");
    }
}
