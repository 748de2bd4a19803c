//! A time is `nan` or `inf`, or too long to be held.
//!
//! PgBouncer reads floating point and takes these, too: `inf` becomes 0, and `nan` a number of hundreds of thousands of years.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! server_lifetime = inf
//!                   ^^^ PgBouncer takes `inf` for 0 seconds
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! server_lifetime = 86400
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::ini::Held;
use crate::product::pgbouncer::model::{Ini, Model};
use crate::product::pgbouncer::number::{general, held_seconds};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB109",
    name: "time-not-finite",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for setting in &ini.settings {
        if let Ok(Held::Time(seconds)) = setting.held
            && (!seconds.is_finite() || seconds > 1e12)
        {
            let held = general(held_seconds(seconds));
            report
                .find(setting.value_at, format!("PgBouncer takes `{}` for {held} seconds", setting.value))
                .help("write a number of seconds");
        }
    }
}
