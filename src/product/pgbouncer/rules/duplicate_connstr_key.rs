//! A parameter stands twice in a connection string.
//!
//! The last one counts, and PgBouncer says nothing.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11 port=5432 port=5433
//!                      ^^^^ `port` is given again, and that counts
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11 port=5433
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB105",
    name: "duplicate-connstr-key",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for entry in ini.entries() {
        for (index, param) in entry.own_params().filter(|(_, param)| param.row.is_some()) {
            if let Some(later) = entry.params[index + 1..].iter().find(|later| later.key == param.key) {
                let finding = report.find(param.key_at, format!("`{}` is given again, and that counts", param.key));
                finding.related(later.key_at, "this one counts").help("take one of them out");
            }
        }
    }
}
