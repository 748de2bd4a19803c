//! TLS is on for clients, and there is no key or no certificate.
//!
//! PgBouncer does not start with any `client_tls_sslmode` but `disable` unless both `client_tls_key_file` and `client_tls_cert_file` are set.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! client_tls_sslmode = require
//!                      ^^^^^^^ `client_tls_key_file` and `client_tls_cert_file` are not set
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! client_tls_sslmode = require
//! client_tls_key_file = /etc/pgbouncer/server.key
//! client_tls_cert_file = /etc/pgbouncer/server.crt
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB028",
    name: "tls-client-files",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    let Some(mode) = ini.given("client_tls_sslmode").filter(|_| ini.complete && ini.text("client_tls_sslmode") != "disable") else {
        return;
    };
    let missing: Vec<&str> = ["client_tls_key_file", "client_tls_cert_file"].into_iter().filter(|name| ini.text(name).is_empty()).collect();
    let message = match missing.as_slice() {
        [] => return,
        [one] => format!("`{one}` is not set"),
        _ => format!("`{}` are not set", missing.join("` and `")),
    };
    report.find(mode.value_at, message).help("name both files, or leave TLS to clients off");
}
