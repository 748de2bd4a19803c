//! Certificates of servers are to be verified, and no CA is named.
//!
//! Without `server_tls_ca_file` PgBouncer trusts the CAs that its build names, as a rule those of the system. A server with a certificate of its
//! own or of a private CA is refused then, at the first connection, and one that any of the many public CAs signed is believed.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! server_tls_sslmode = verify-full
//!                      ^^^^^^^^^^^ the CAs of the system are trusted, because `server_tls_ca_file` is not set
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! server_tls_sslmode = verify-full
//! server_tls_ca_file = /etc/pgbouncer/ca.crt
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB123",
    name: "tls-server-verify-no-ca",
    level: Level::Info,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    let Some(mode) = ini.given("server_tls_sslmode").filter(|_| ini.complete) else { return };
    if ini.text("server_tls_sslmode").starts_with("verify-") && ini.text("server_tls_ca_file").is_empty() {
        report
            .find(mode.value_at, "the CAs of the system are trusted, because `server_tls_ca_file` is not set")
            .help("name the certificate of the CA that signed those of the servers");
    }
}
