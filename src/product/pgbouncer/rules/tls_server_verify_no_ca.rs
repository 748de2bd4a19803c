//! Certificates of servers are to be verified, and there is no CA.
//!
//! PgBouncer starts, and then fails with every server: no certificate can be verified without `server_tls_ca_file`.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! server_tls_sslmode = verify-full
//!                      ^^^^^^^^^^^ `server_tls_ca_file` is not set
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
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    let Some(mode) = ini.given("server_tls_sslmode").filter(|_| ini.complete) else { return };
    if ini.text("server_tls_sslmode").starts_with("verify-") && ini.text("server_tls_ca_file").is_empty() {
        report
            .find(mode.value_at, "`server_tls_ca_file` is not set")
            .help("name the certificate of the CA that signed those of the servers");
    }
}
