//! Several processes share a port, and do not know each other.
//!
//! With `so_reuseport` the system hands each connection to any of them, a request to cancel a query too: it mostly reaches the wrong one and is lost.
//! From 1.19 on processes pass requests on to their `[peers]`, each with its own `peer_id`.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! so_reuseport = 1
//! peer_id = 1
//! ^^^^^^^ there is a `peer_id`, and no `[peers]`
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [peers]
//! 1 = host=/run/pgbouncer1
//! 2 = host=/run/pgbouncer2
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! so_reuseport = 1
//! peer_id = 1
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB137",
    name: "reuseport-no-peers",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    // One process alone may have `so_reuseport`, too: what tells that there are more is a number or a list.
    let own = ini.given("peer_id").filter(|setting| setting.held.is_ok() && ini.int("peer_id") > 0);
    match (own, ini.peers.first()) {
        (Some(setting), None) if ini.complete => {
            let finding = report.find(setting.name_at, "there is a `peer_id`, and no `[peers]`");
            finding.help("list all processes in `[peers]`, the own one too");
        }
        (None, Some(peer)) if ini.complete => {
            let finding = report.find(ini.sections[peer.section].at, "there are peers, and no `peer_id`");
            finding.help("set `peer_id` to the number of this process; without it `[peers]` has no effect");
        }
        _ => {}
    }
}
