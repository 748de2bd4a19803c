//! The number of a peer is out of range.
//!
//! The names in `[peers]` are numbers from 1 to 65535, and PgBouncer refuses anything else. `peer_id` is not checked, but cancel keys have room
//! for 14 bits only: with a number above 16383 requests go astray.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [peers]
//! one = host=10.0.0.12
//! ^^^ `one` is no number from 1 to 65535
//! [pgbouncer]
//! peer_id = 20000
//!           ^^^^^ `peer_id` is above 16383
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [peers]
//! 1 = host=10.0.0.11
//! 2 = host=10.0.0.12
//! [pgbouncer]
//! peer_id = 1
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::ini::Held;
use crate::product::pgbouncer::model::{Ini, Model};
use crate::product::pgbouncer::number;
use crate::text::printable;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB024",
    name: "peer-id-range",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for entry in ini.peers.iter().filter(|entry| entry.sure) {
        let digits = entry.name.strip_prefix(['-', '+']).unwrap_or(entry.name);
        let whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        if !whole || !(1..=65535).contains(&number::leading(entry.name)) {
            report.find(entry.name_at, format!("`{}` is no number from 1 to 65535", printable(entry.name)));
        }
    }
    if let Some(setting) = ini.given("peer_id")
        && let Ok(Held::Int(id, _)) = setting.held
    {
        let message = match id {
            ..0 => "`peer_id` is negative",
            16384.. => "`peer_id` is above 16383",
            _ => return,
        };
        report.find(setting.value_at, message).upstream = Upstream::Silent;
    }
}
