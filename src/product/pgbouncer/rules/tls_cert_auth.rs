//! Clients are to log in with certificates, and TLS does not ask for them.
//!
//! `auth_type = cert` needs `client_tls_sslmode = verify-full` and a `client_tls_ca_file`. PgBouncer does not start.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! auth_type = cert
//!             ^^^^ the method `cert` needs `client_tls_sslmode = verify-full` and `client_tls_ca_file`
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! auth_type = cert
//! client_tls_sslmode = verify-full
//! client_tls_ca_file = /etc/pgbouncer/ca.crt
//! client_tls_key_file = /etc/pgbouncer/server.key
//! client_tls_cert_file = /etc/pgbouncer/server.crt
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB030",
    name: "tls-cert-auth",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    let Some(method) = ini.given("auth_type").filter(|_| ini.complete && ini.text("auth_type") == "cert") else { return };
    let mut missing = Vec::new();
    if ini.text("client_tls_sslmode") != "verify-full" {
        missing.push("`client_tls_sslmode = verify-full`");
    }
    if ini.text("client_tls_ca_file").is_empty() {
        missing.push("`client_tls_ca_file`");
    }
    if !missing.is_empty() {
        report.find(method.value_at, format!("the method `cert` needs {}", missing.join(" and ")));
    }
}
