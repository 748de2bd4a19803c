//! `listen_port` is no port.
//!
//! PgBouncer checks nothing: of a larger number the lower 16 bits count, so that 70000 listens on 4464, and 0 is any free port. With a negative
//! number and an address to listen on it does not start.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! listen_port = 70000
//!               ^^^^^ 70000 is no port: PgBouncer listens on 4464
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! listen_port = 6432
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::ini::Held;
use crate::product::pgbouncer::model::{Ini, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB034",
    name: "listen-port-range",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    let Some(setting) = ini.given("listen_port") else { return };
    let Ok(Held::Int(port, _)) = setting.held else { return };
    match port {
        1..=65535 => {}
        0 => {
            report.find(setting.value_at, "0 is no port: PgBouncer listens on any that is free");
        }
        ..0 => {
            let finding = report.find(setting.value_at, format!("{port} is no port"));
            if ini.list("listen_addr").next().is_some() {
                finding.upstream(Upstream::Refuses);
            }
        }
        _ => {
            report.find(setting.value_at, format!("{port} is no port: PgBouncer listens on {}", port & 0xffff));
        }
    }
}
