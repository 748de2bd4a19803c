//! `conffile` names another file.
//!
//! PgBouncer reads that one from the next RELOAD on, in place of the one that it was started with.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! conffile = /etc/pgbouncer/other.ini
//! ^^^^^^^^ from the next RELOAD on PgBouncer reads another file
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB139",
    name: "conffile-set",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    let Some(setting) = ini.given("conffile") else { return };
    let own = ini.source.name();
    let same = |path: &str| own == path || own.rsplit('/').next() == path.rsplit('/').next();
    if !same(setting.value) {
        report.find(setting.name_at, "from the next RELOAD on PgBouncer reads another file").help("leave it out");
    }
}
