//! A number or a switch is not written as an integer.
//!
//! PgBouncer reads both with one function: switches are `0` and `1`, and `yes`, `on`, a unit or a quote are refused. A leading `0` means octal,
//! so that `090` is no number.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! log_connections = yes
//!                   ^^^ `yes` is not an integer
//! max_client_conn = '400'
//!                   ^^^^^ `'400'` is not an integer
//! ```
//! ```pgbouncer fixed
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! log_connections = 1
//! max_client_conn = 400
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::pgbouncer::ini::Refusal;
use crate::product::pgbouncer::model::{Ini, Model};
use crate::product::pgbouncer::number;
use crate::text::Edit;
use crate::text::printable;

/// The rule.
pub static RULE: Rule =
    Rule { id: "PGB009", name: "bad-int", level: Level::Error, upstream: Upstream::Refuses, since: "0.1.0", check: Check::Each(check) };

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for setting in ini.refused(Refusal::Int) {
        let value = setting.value;
        let message =
            if value.is_empty() { format!("`{}` has no value", setting.name) } else { format!("`{}` is not an integer", printable(value)) };
        let at = if value.is_empty() { setting.name_at } else { setting.value_at };
        let finding = report.find(at, message);
        let switch = setting.row.is_some_and(|row| row.kind == "bool");
        let bare = value.trim_matches(['"', '\'']);
        let instead = match bare.to_ascii_lowercase().as_str() {
            "yes" | "on" | "true" if switch => Some("1"),
            "no" | "off" | "false" if switch => Some("0"),
            _ => (bare != value && number::long(bare).is_some()).then_some(bare),
        };
        match instead {
            Some(instead) => finding.help(format!("write `{instead}`")).edit(Safety::Safe, Edit::replace(setting.value_at.span, instead)),
            None if switch => finding.help("write `1` or `0`"),
            None if value.starts_with('0') => finding.help("a leading `0` means octal; leave it out"),
            None => finding.help("write the bare number, without unit"),
        };
    }
}
