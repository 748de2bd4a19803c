//! TLS is there for clients, and they need not use it.
//!
//! With `allow` and `prefer` a client that does not ask for TLS talks in clear text.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! client_tls_sslmode = prefer
//!                      ^^^^^^ a client that does not ask for TLS talks in clear text
//! client_tls_key_file = /etc/pgbouncer/server.key
//! client_tls_cert_file = /etc/pgbouncer/server.crt
//! ```
//! ```pgbouncer fixed
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
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};
use crate::text::Edit;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB307",
    name: "tls-client-optional",
    level: Level::Info,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    let Some(mode) = ini.given("client_tls_sslmode") else { return };
    if matches!(ini.text("client_tls_sslmode"), "allow" | "prefer") {
        let finding = report.find(mode.value_at, "a client that does not ask for TLS talks in clear text");
        finding.help("write `require` when all clients can").edit(Safety::Unsafe, Edit::replace(mode.value_at.span, "require"));
    }
}
