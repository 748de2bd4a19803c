//! Certificates of clients are to be verified, and there is no CA.
//!
//! With `verify-full` PgBouncer does not start. With `verify-ca` it does, and trusts the CAs of the system: a certificate of any of them will do.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! client_tls_sslmode = verify-ca
//!                      ^^^^^^^^^ `client_tls_ca_file` is not set
//! client_tls_key_file = /etc/pgbouncer/server.key
//! client_tls_cert_file = /etc/pgbouncer/server.crt
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! client_tls_sslmode = verify-ca
//! client_tls_ca_file = /etc/pgbouncer/ca.crt
//! client_tls_key_file = /etc/pgbouncer/server.key
//! client_tls_cert_file = /etc/pgbouncer/server.crt
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB029",
    name: "tls-client-verify-ca-no-ca",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    let Some(mode) = ini.given("client_tls_sslmode").filter(|_| ini.complete) else { return };
    let value = ini.text("client_tls_sslmode");
    let verifies = value.starts_with("verify-");
    // The method `cert` is checked for it, too.
    if verifies && ini.text("client_tls_ca_file").is_empty() && ini.text("auth_type") != "cert" {
        let finding = report.find(mode.value_at, "`client_tls_ca_file` is not set");
        if value == "verify-full" {
            finding.upstream(Upstream::Refuses);
        }
    }
}
