//! `*` in `[users]` is meant to be every user.
//!
//! There it is a user who is called `*`. What holds for all users is a setting of `[pgbouncer]`.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [users]
//! * = pool_mode=session
//! ^ `*` is a user of that name, not every user
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [users]
//! app = pool_mode=session
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};

/// The rule.
pub static RULE: Rule =
    Rule { id: "PGB114", name: "users-star", level: Level::Warning, upstream: Upstream::Silent, since: "0.1.0", check: Check::Each(check) };

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for entry in ini.users.iter().filter(|entry| entry.name == "*") {
        let finding = report.find(entry.name_at, "`*` is a user of that name, not every user");
        finding.help("set it for all users in `[pgbouncer]`, or name them one by one");
    }
}
