//! PgBouncer listens on no address.
//!
//! Without `listen_addr` there is the Unix socket only, and no other machine gets in. Without `unix_socket_dir`, too, PgBouncer does not start.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! auth_file = /etc/pgbouncer/userlist.txt
//! unix_socket_dir =
//! ^^^^^^^^^^^^^^^ there is nowhere to listen on: `listen_addr` is not set, and `unix_socket_dir` is empty
//! ```
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! ^^^^^^^^^^^ `listen_addr` is not set, and `listen_port` is for the name of the Unix socket only
//! auth_file = /etc/pgbouncer/userlist.txt
//! listen_port = 5433
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! listen_port = 5433
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB033",
    name: "listen-addr-unset",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    let has_main = ini.sections.iter().any(|section| section.name == "pgbouncer");
    if !ini.complete || !has_main || ini.list("listen_addr").next().is_some() {
        return;
    }
    match ini.given("unix_socket_dir").filter(|setting| setting.value.is_empty()) {
        Some(socket) => {
            let message = "there is nowhere to listen on: `listen_addr` is not set, and `unix_socket_dir` is empty";
            report.find(socket.name_at, message).upstream(Upstream::Refuses);
        }
        // A port of its own, and no folder for the socket: somebody wants to connect over TCP.
        None if ini.given("listen_port").is_some() && ini.given("unix_socket_dir").is_none() => {
            let at = ini.given("listen_addr").map_or_else(|| ini.anchor(), |setting| setting.name_at);
            let message = "`listen_addr` is not set, and `listen_port` is for the name of the Unix socket only";
            report.find(at, message).help("set `listen_addr`, or name the folder of the socket in `unix_socket_dir`");
        }
        None => {}
    }
}
