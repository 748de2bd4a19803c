//! A connection that starts with TLS, to a PostgreSQL server.
//!
//! PostgreSQL expects a request for TLS in plain text first, and up to version 16 nothing else. It closes a connection that starts with
//! TLS: checks and sessions fail. From version 17 on it takes one that names its protocol (`alpn postgresql`). PgBouncer, on a port of its own, takes
//! any from 1.25 on.
//!
//! ```haproxy bad
//! listen pg
//!     mode tcp
//!     bind :5432
//!     timeout client 30m
//!     timeout connect 5s
//!     timeout server 30m
//!     server a 10.0.0.1:5432 check ssl verify required ca-file /etc/ssl/ca.pem verifyhost a
//!                                  ^^^ PostgreSQL closes a connection that starts with TLS
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
use crate::product::haproxy::postgres::uses_own_port;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP213",
    name: "pg-server-ssl",
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
        let Some(tls) = model.server_option(proxy, server, "ssl") else { continue };
        if model.server_option(proxy, server, "alpn").is_some_and(|alpn| alpn.argument(0).contains("postgresql")) {
            continue;
        }
        let finding = report.find(tls.at(), "PostgreSQL closes a connection that starts with TLS");
        finding.section(tls.directive.section().label());
        finding.help(
            "take `ssl` out: clients that want TLS agree on it with PostgreSQL through the tcp proxy; use `check-ssl` for the check alone",
        );
    }
}
