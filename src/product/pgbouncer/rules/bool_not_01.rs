//! A switch is neither 0 nor 1.
//!
//! PgBouncer takes any integer for a switch; what it does with another one than these is not written anywhere.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! log_connections = 2
//!                   ^ `log_connections` is a switch
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! log_connections = 1
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::ini::Held;
use crate::product::pgbouncer::model::{Ini, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB108",
    name: "bool-not-01",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for setting in &ini.settings {
        let switch = setting.row.is_some_and(|row| row.kind == "bool");
        if switch && matches!(setting.held, Ok(Held::Int(held, _)) if held != 0 && held != 1) {
            report.find(setting.value_at, format!("`{}` is a switch", setting.name)).help("write `1` or `0`");
        }
    }
}
