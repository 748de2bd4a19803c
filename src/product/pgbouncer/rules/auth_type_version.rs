//! `auth_type` is a method that PgBouncer does not know.
//!
//! `crypt` is gone since 1.7, `ldap` came with 1.25. `pam` and `ldap` are there only in a build with support for them. PgBouncer does not start.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! auth_type = ldap
//!             ^^^^ PgBouncer 1.24 does not know the method `ldap`
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! auth_type = scram
//!             ^^^^^ PgBouncer 1.24 does not know the method `scram`
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```
//! ```pgbouncer fixed
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! auth_type = scram-sha-256
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::pgbouncer::ini::Refusal;
use crate::product::pgbouncer::model::{Ini, Model};
use crate::text::Edit;
use crate::text::{nearest, printable};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB012",
    name: "auth-type-version",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for setting in ini.refused(Refusal::Word).chain(ini.refused(Refusal::WordOfOtherVersion)) {
        let Some(row) = setting.row.filter(|row| row.name == "auth_type") else { continue };
        let value = setting.value;
        let at = if value.is_empty() { setting.name_at } else { setting.value_at };
        let finding = report.find(at, format!("PgBouncer {} does not know the method `{}`", ini.version, printable(value)));
        if let Some(choice) = row.values.iter().find(|choice| choice.name.eq_ignore_ascii_case(value)) {
            finding.help(format!("it is known from {} on", choice.since));
            continue;
        }
        let known = || row.values.iter().filter(|choice| choice.known(ini.version)).map(|choice| choice.name);
        let bare = value.trim_matches(['"', '\'']);
        let start = (bare.len() > 2).then(|| known().find(|word| word.starts_with(&bare.to_ascii_lowercase()))).flatten();
        if let Some(word) = start.or_else(|| nearest(bare, known())) {
            finding.help(format!("did you mean `{word}`?")).edit(Safety::Unsafe, Edit::replace(setting.value_at.span, word));
        } else {
            let list = known().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
            finding.help(format!("it is one of {list}"));
        }
    }
}
