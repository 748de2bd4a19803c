//! A TLS mode is called `disabled`.
//!
//! Only 1.7.0 knew it by that name; since then it is `disable`, and PgBouncer does not start with anything else.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! server_tls_sslmode = disabled
//!                      ^^^^^^^^ the mode is called `disable`
//! ```
//! ```pgbouncer fixed
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! server_tls_sslmode = disable
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::pgbouncer::ini::{Refusal, Setting};
use crate::product::pgbouncer::model::{Ini, Model};
use crate::text::Edit;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB013",
    name: "sslmode-disabled",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

/// Whether `setting` is a TLS mode of the old name.
pub(super) fn is_about(setting: &Setting<'_>) -> bool {
    setting.name.ends_with("_tls_sslmode") && setting.value.eq_ignore_ascii_case("disabled")
}

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for setting in ini.refused(Refusal::Word).filter(|setting| is_about(setting)) {
        let finding = report.find(setting.value_at, "the mode is called `disable`");
        finding.edit(Safety::Safe, Edit::replace(setting.value_at.span, "disable"));
    }
}
