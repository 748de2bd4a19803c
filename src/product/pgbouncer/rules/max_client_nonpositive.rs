//! `max_client_conn` is 0 or less.
//!
//! It does not mean "no bound": nobody can connect.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! max_client_conn = 0
//!                   ^ with `max_client_conn = 0` nobody can connect
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! max_client_conn = 1000
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::ini::Held;
use crate::product::pgbouncer::model::{Ini, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB134",
    name: "max-client-nonpositive",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    let Some(setting) = ini.given("max_client_conn") else { return };
    if let Ok(Held::Int(most @ ..=0, _)) = setting.held {
        report.find(setting.value_at, format!("with `max_client_conn = {most}` nobody can connect"));
    }
}
