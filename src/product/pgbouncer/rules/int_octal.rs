//! A number starts with 0 and is read as octal.
//!
//! `0200` is 128. Only `unix_socket_mode` is meant to be written so.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! max_client_conn = 0200
//!                   ^^^^ PgBouncer reads `0200` as octal: it is 128
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! max_client_conn = 200
//! unix_socket_mode = 0770
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::pgbouncer::ini::Held;
use crate::product::pgbouncer::model::{Ini, Model};
use crate::text::Edit;

/// The rule.
pub static RULE: Rule =
    Rule { id: "PGB107", name: "int-octal", level: Level::Warning, upstream: Upstream::Silent, since: "0.1.0", check: Check::Each(check) };

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for setting in ini.settings.iter().filter(|setting| setting.name != "unix_socket_mode") {
        let Ok(Held::Int(held, _)) = setting.held else { continue };
        let octal = setting.value.starts_with('0') && setting.value.bytes().all(|byte| byte.is_ascii_digit());
        let plain = setting.value.trim_start_matches('0');
        if octal && held >= 8 {
            let finding = report.find(setting.value_at, format!("PgBouncer reads `{}` as octal: it is {held}", setting.value));
            finding.help(format!("write `{plain}`, or `{held}` if that is meant"));
            finding.edit(Safety::Unsafe, Edit::replace(setting.value_at.span, plain));
        }
    }
}
