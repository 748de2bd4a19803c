//! Two processes on one port share their files.
//!
//! With `so_reuseport` each process needs a `unix_socket_dir`, a `pidfile` and a `logfile` of its own: the second one does not start, or takes the socket
//! of the first.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! so_reuseport = 1
//! pidfile = /run/pgbouncer/pgbouncer.pid
//!           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `second.ini` has the same `pidfile`
//! unix_socket_dir = /run/pgbouncer/1
//! ```
//! ```pgbouncer file=second.ini
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! so_reuseport = 1
//! pidfile = /run/pgbouncer/pgbouncer.pid
//! unix_socket_dir = /run/pgbouncer/2
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! so_reuseport = 1
//! pidfile = /run/pgbouncer/first.pid
//! unix_socket_dir = /run/pgbouncer/1
//! ```

use rustc_hash::FxHashMap;

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::Model;
use crate::text::printable;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB401",
    name: "reuseport-shared-paths",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    let mut last = FxHashMap::default();
    // Processes of one machine on one port: files of one folder that say so.
    for ini in model.files.iter().filter(|ini| ini.int("so_reuseport") != 0) {
        let folder = ini.source.name().rsplit_once('/').map(|(folder, _)| folder);
        for name in ["pidfile", "unix_socket_dir", "logfile"] {
            let Some(setting) = ini.given(name) else { continue };
            if setting.value.is_empty() || setting.value.starts_with("/dev/") {
                continue;
            }
            let before = last.insert((folder, ini.int("listen_port"), name, &setting.value), setting.value_at);
            if let Some(before) = before {
                let message = format!("`{}` has the same `{name}`", printable(ini.source.name()));
                report.find(before, message).related(setting.value_at, "the same").help("give each process its own");
            }
        }
    }
}
