//! `reserve_pool` in a connection string has a new name.
//!
//! Since 1.24 it is called `reserve_pool_size`, as the setting of all pools always was. The old name still works.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11 reserve_pool=5
//!                      ^^^^^^^^^^^^ `reserve_pool` is called `reserve_pool_size` since 1.24
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```
//! ```pgbouncer fixed
//! [databases]
//! app = host=10.0.0.11 reserve_pool_size=5
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};
use crate::schema::Version;
use crate::text::Edit;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB501",
    name: "deprecated-reserve-pool",
    level: Level::Info,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    if ini.version < Version::new(1, 24) {
        return;
    }
    for entry in &ini.databases {
        for (_, param) in entry.own_params() {
            let Some(row) = param.row.filter(|row| !row.instead.is_empty() && param.refusal.is_none()) else { continue };
            let finding = report.find(param.key_at, format!("`{}` is called `{}` since 1.24", row.name, row.instead));
            finding.edit(Safety::Safe, Edit::replace(param.key_at.span, row.instead));
        }
    }
}
