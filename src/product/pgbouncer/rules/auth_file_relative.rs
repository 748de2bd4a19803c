//! The path of a file starts at the working directory, or has what PgBouncer does not resolve.
//!
//! A relative path is looked up where the process happens to have been started, `~`, `$` and quotes are part of the name. An `auth_file` that is not found
//! is one line in the log, and nobody gets in.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = ~/userlist.txt
//!             ^^^^^^^^^^^^^^ `~` is part of the path
//! auth_hba_file = "/etc/pgbouncer/hba.conf"
//!                 ^^^^^^^^^^^^^^^^^^^^^^^^^ the quotes are part of the path
//! auth_type = hba
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};
use crate::text::Edit;
use crate::text::printable;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB117",
    name: "auth-file-relative",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for setting in ini.settings.iter().filter(|setting| setting.void.is_none() && setting.remark().is_none()) {
        let Some(row) = setting.row.filter(|row| row.kind == "path" && setting.held.is_ok()) else { continue };
        let value = setting.value;
        let is_file = row.name.starts_with("auth_") || row.name.contains("_tls_");
        if value.starts_with(['"', '\'']) {
            let bare = value.trim_matches(['"', '\'']);
            let finding = report.find(setting.value_at, "the quotes are part of the path").level(Level::Error);
            finding.help("write it without quotes").edit(Safety::Unsafe, Edit::replace(setting.value_at.span, bare));
        } else if value.starts_with('~') {
            report.find(setting.value_at, "`~` is part of the path").level(Level::Error).help("write the whole path");
        } else if is_file && !value.is_empty() && !value.starts_with(['/', '$', '{', '%', '<', '@']) && value != "unconfigured_file" {
            let message = format!("`{}` is looked for in the working directory of the process", printable(value));
            report.find(setting.value_at, message).help("write the whole path");
        }
    }
}
