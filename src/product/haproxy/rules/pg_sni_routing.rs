//! PostgreSQL sessions are routed by the name in their TLS handshake.
//!
//! No handshake comes before somebody answers the client's request for TLS, and HAProxy does not. The name is never known, and every
//! session goes where `default_backend` says.
//!
//! ```haproxy bad
//! frontend pg
//!     mode tcp
//!     bind :5432
//!     timeout client 30m
//!     tcp-request inspect-delay 5s
//!     use_backend app if { req_ssl_sni -i app.example.com }
//!                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ PostgreSQL clients send no TLS handshake here, so this is never known
//!     default_backend app
//! backend app
//!     mode tcp
//!     timeout connect 5s
//!     timeout server 30m
//!     server a 10.0.0.1:5432 check
//! ```
//! ```haproxy good
//! frontend pg
//!     mode tcp
//!     bind :5432
//!     timeout client 30m
//!     default_backend app
//! backend app
//!     mode tcp
//!     timeout connect 5s
//!     timeout server 30m
//!     server a 10.0.0.1:5432 check
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Mode, Model, Proxy};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP215",
    name: "pg-sni-routing",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

/// Fetches that read the first message of TLS.
const OF_TLS: [&str; 6] = ["req_ssl_sni", "req.ssl_sni", "req_ssl_hello_type", "req.ssl_hello_type", "req_ssl_ver", "req.ssl_ver"];

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if !proxy.is_live() || !proxy.kind.listens() || proxy.mode != Mode::Tcp || !proxy.fronts_postgres {
        return;
    }
    let direct = model.tests(proxy).any(|test| test.words().any(|word| word.contains("alpn")));
    let found = model.tests(proxy).find(|test| OF_TLS.contains(&test.directive.word(test.at)));
    if let Some(test) = found.filter(|_| !direct) {
        let finding = report.find(test.location(), "PostgreSQL clients send no TLS handshake here, so this is never known");
        finding.section(test.directive.section().label());
        finding.help("route by port or address; only clients with `sslnegotiation=direct` (PostgreSQL 17) start with TLS");
    }
}
