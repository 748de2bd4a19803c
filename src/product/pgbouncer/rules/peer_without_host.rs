//! A peer has no host.
//!
//! PgBouncer does not start: it would not know where to send a cancel request.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [peers]
//! 1 = port=6432
//! ^ peer `1` has no `host`
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [peers]
//! 1 = host=10.0.0.12 port=6432
//! [pgbouncer]
//! peer_id = 1
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};
use crate::text::printable;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB025",
    name: "peer-without-host",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for entry in ini.peers.iter().filter(|entry| entry.sure && entry.wrong.is_none() && entry.param("host").is_none()) {
        let finding = report.find(entry.name_at, format!("peer `{}` has no `host`", printable(entry.name)));
        finding.help("name its address, or the folder of its Unix socket");
    }
}
