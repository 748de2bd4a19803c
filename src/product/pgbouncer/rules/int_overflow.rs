//! A number does not fit 32 bits.
//!
//! PgBouncer cuts it without a word: 4294967297 becomes 1.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! max_client_conn = 4294967297
//!                   ^^^^^^^^^^ PgBouncer takes 4294967297 for 1
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! max_client_conn = 4000
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::ini::Held;
use crate::product::pgbouncer::model::{Ini, Model};

/// The rule.
pub static RULE: Rule =
    Rule { id: "PGB106", name: "int-overflow", level: Level::Error, upstream: Upstream::Silent, since: "0.1.0", check: Check::Each(check) };

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for setting in &ini.settings {
        if let Ok(Held::Int(held, written)) = setting.held
            && i64::from(held) != written
        {
            report.find(setting.value_at, format!("PgBouncer takes {} for {held}", setting.value));
        }
    }
}
