//! A list of ciphers is a word that means nothing any more.
//!
//! Since 1.21 `secure`, `normal` and `fast` are read as `default`, the ciphers of OpenSSL.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! server_tls_ciphers = fast
//!                      ^^^^ `fast` means `default` since 1.21
//! ```
//! ```pgbouncer fixed
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! server_tls_ciphers = default
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};
use crate::schema::Version;
use crate::text::Edit;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB502",
    name: "tls-ciphers-obsolete",
    level: Level::Info,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for setting in ["client_tls_ciphers", "server_tls_ciphers"].into_iter().filter_map(|name| ini.given(name)) {
        let word = setting.value.to_ascii_lowercase();
        if ini.version >= Version::new(1, 21) && matches!(word.as_str(), "secure" | "normal" | "fast") {
            let finding = report.find(setting.value_at, format!("`{}` means `default` since 1.21", setting.value));
            finding.edit(Safety::Safe, Edit::replace(setting.value_at.span, "default"));
        }
    }
}
