//! Prepared statements fail in transaction mode.
//!
//! Each transaction may run on another connection. From 1.21 on PgBouncer prepares statements again where they are missing, if `max_prepared_statements` is not
//! 0; it is 0 by default until 1.24. Without, drivers that prepare (JDBC, asyncpg, Npgsql) meet statements that exist already, or do not.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! pool_mode = transaction
//! max_prepared_statements = 0
//!                           ^ prepared statements fail in transaction mode
//! ```
//! ```pgbouncer fixed
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! pool_mode = transaction
//! max_prepared_statements = 200
//! ```
//! ```pgbouncer bad target=1.22
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! pool_mode = transaction
//!             ^^^^^^^^^^^ prepared statements fail in transaction mode: `max_prepared_statements` is 0 by default
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};
use crate::schema::Version;
use crate::text::Edit;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB203",
    name: "tx-prepared-disabled",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    let Some(mode) = ini.given("pool_mode").filter(|_| ini.text("pool_mode") != "session" && ini.complete) else { return };
    let name = ini.text("pool_mode");
    match ini.given("max_prepared_statements") {
        Some(setting) if setting.held.is_ok() && ini.int("max_prepared_statements") <= 0 => {
            let finding = report.find(setting.value_at, format!("prepared statements fail in {name} mode"));
            finding.help("write `200`, the default from 1.24 on").edit(Safety::Unsafe, Edit::replace(setting.value_at.span, "200"));
        }
        None if (Version::new(1, 21)..Version::new(1, 24)).contains(&ini.version) => {
            let message = format!("prepared statements fail in {name} mode: `max_prepared_statements` is 0 by default");
            report.find(mode.value_at, message).help("set `max_prepared_statements = 200`");
        }
        None if ini.version < Version::new(1, 21) => {
            let message = format!("prepared statements fail in {name} mode: only 1.21 can handle them");
            report.find(mode.value_at, message).level(Level::Info).help("let drivers do without, or move to 1.21 or newer");
        }
        _ => {}
    }
}
