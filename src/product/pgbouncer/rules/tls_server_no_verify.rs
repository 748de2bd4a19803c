//! There is a CA for servers, and no certificate is held against it.
//!
//! Only `verify-ca` and `verify-full` look at the certificate of the server; with any other mode `server_tls_ca_file` has no effect, and whoever answers is
//! believed.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! server_tls_sslmode = require
//!                      ^^^^^^^ `server_tls_ca_file` has no effect with the mode `require`
//! server_tls_ca_file = /etc/pgbouncer/ca.crt
//! ```
//! ```pgbouncer fixed
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! server_tls_sslmode = verify-full
//! server_tls_ca_file = /etc/pgbouncer/ca.crt
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};
use crate::text::Edit;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB308",
    name: "tls-server-no-verify",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    let Some(ca) = ini.given("server_tls_ca_file").filter(|ca| !ca.value.is_empty()) else { return };
    let mode = ini.text("server_tls_sslmode");
    if mode.starts_with("verify-") || !ini.complete {
        return;
    }
    let given = ini.given("server_tls_sslmode");
    let at = given.map_or(ca.name_at, |mode| mode.value_at);
    let finding = report.find(at, format!("`server_tls_ca_file` has no effect with the mode `{mode}`"));
    finding.help("write `verify-full`");
    if let Some(mode) = given {
        finding.edit(Safety::Unsafe, Edit::replace(mode.value_at.span, "verify-full"));
    }
}
