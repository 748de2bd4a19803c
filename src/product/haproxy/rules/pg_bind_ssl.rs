//! A listener that speaks TLS at once, in front of PostgreSQL.
//!
//! PostgreSQL clients ask for TLS in plain text first. A listener with `ssl` takes that for a broken handshake: all clients fail but
//! those of version 17 and later with `sslnegotiation=direct`.
//!
//! ```haproxy bad
//! listen pg
//!     mode tcp
//!     bind :5432 ssl crt /etc/haproxy/site.pem
//!                ^^^ PostgreSQL clients do not start with TLS: most of them fail here
//!     timeout client 30m
//!     timeout connect 5s
//!     timeout server 30m
//!     server a 10.0.0.1:5432 check
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

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP212",
    name: "pg-bind-ssl",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if !proxy.is_live() || !proxy.kind.listens() || proxy.mode != Mode::Tcp || !proxy.fronts_postgres {
        return;
    }
    for bind in proxy.listeners.iter().map(|&index| model.directive(proxy, index)) {
        let Some(tls) = bind.option("ssl") else { continue };
        // Clients that start with TLS name the protocol.
        if bind.option("alpn").is_some_and(|alpn| alpn.argument(0).contains("postgresql")) {
            continue;
        }
        let finding = report.find(tls.at(), "PostgreSQL clients do not start with TLS: most of them fail here");
        finding
            .section(bind.section().label())
            .help("take `ssl` out and let PostgreSQL or PgBouncer do TLS; for direct TLS add `alpn postgresql`");
    }
}
