//! `ignore_startup_parameters` lists something, and not `extra_float_digits`.
//!
//! JDBC and lib/pq send that one with every connection, and PgBouncer refuses a parameter that it does not know.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ignore_startup_parameters = options
//!                             ^^^^^^^ clients that send `extra_float_digits`, such as JDBC, are refused
//! ```
//! ```pgbouncer fixed
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ignore_startup_parameters = options,extra_float_digits
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};
use crate::text::Edit;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB204",
    name: "ignore-startup-missing",
    level: Level::Info,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    let Some(setting) = ini.given("ignore_startup_parameters").filter(|setting| !setting.value.is_empty()) else { return };
    if setting.remark().is_none() && !ini.list("ignore_startup_parameters").any(|name| name == "extra_float_digits") {
        let message = "clients that send `extra_float_digits`, such as JDBC, are refused";
        let finding = report.find(setting.value_at, message);
        finding.help("add `extra_float_digits`");
        finding.edit(Safety::Unsafe, Edit::insert(setting.value_at.span.end, ",extra_float_digits"));
    }
}
