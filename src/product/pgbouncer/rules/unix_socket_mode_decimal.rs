//! `unix_socket_mode` is not written in octal.
//!
//! Without a leading 0 it is a decimal number: `777` is the mode 01411, with which nobody can use the socket.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! unix_socket_mode = 777
//!                    ^^^ 777 is the mode 01411
//! ```
//! ```pgbouncer fixed
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! unix_socket_mode = 0777
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::pgbouncer::ini::Held;
use crate::product::pgbouncer::model::{Ini, Model};
use crate::text::Edit;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB110",
    name: "unix-socket-mode-decimal",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    let Some(setting) = ini.given("unix_socket_mode") else { return };
    let Ok(Held::Int(mode, _)) = setting.held else { return };
    let octal = setting.value.bytes().all(|byte| (b'0'..=b'7').contains(&byte));
    if setting.value.starts_with(|c: char| ('1'..='9').contains(&c)) && mode > 0 {
        let finding = report.find(setting.value_at, format!("{} is the mode 0{mode:o}", setting.value));
        if octal && setting.value.len() == 3 {
            let instead = format!("0{}", setting.value);
            finding.help(format!("write `{instead}`")).edit(Safety::Safe, Edit::replace(setting.value_at.span, instead));
        }
    }
}
