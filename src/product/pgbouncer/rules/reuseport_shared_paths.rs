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

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};
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
    for (index, ini) in model.files.iter().enumerate() {
        for other in model.files[index + 1..].iter().filter(|other| are_siblings(ini, other)) {
            for name in ["pidfile", "unix_socket_dir", "logfile"] {
                let (Some(own), Some(same)) = (ini.given(name), other.given(name)) else { continue };
                if own.value == same.value && !own.value.is_empty() && !own.value.starts_with("/dev/") {
                    let message = format!("`{}` has the same `{name}`", printable(other.source.name()));
                    report.find(own.value_at, message).related(same.value_at, "the same").help("give each process its own");
                }
            }
        }
    }
}

/// Whether both are processes of one machine on one port: files of one folder that say so.
fn are_siblings(ini: &Ini<'_>, other: &Ini<'_>) -> bool {
    let folder = |ini: &Ini<'_>| ini.source.name().rsplit_once('/').map(|(folder, _)| folder.to_owned());
    let shares = |ini: &Ini<'_>| ini.int("so_reuseport") != 0;
    folder(ini) == folder(other) && shares(ini) && shares(other) && ini.int("listen_port") == other.int("listen_port")
}
