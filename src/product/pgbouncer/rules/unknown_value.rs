//! A setting or a parameter that is one of a list of words is none of them.
//!
//! PgBouncer does not start. Case does not count, but words cannot be shortened.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11 pool_mode=tx
//!                                ^^ `pool_mode` cannot be `tx`
//! [pgbouncer]
//! pool_mode = transactions
//!             ^^^^^^^^^^^^ `pool_mode` cannot be `transactions`
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11 pool_mode=transaction
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! pool_mode = Transaction
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::pgbouncer::ini::Refusal;
use crate::product::pgbouncer::model::{Ini, Model};
use crate::schema::Setting;
use crate::text::Edit;
use crate::text::{Location, nearest, printable};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB011",
    name: "unknown-value",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for setting in ini.refused(Refusal::Word).chain(ini.refused(Refusal::WordOfOtherVersion)) {
        let own_rule = super::sslmode_disabled::is_about(setting) || setting.name == "auth_type";
        if let Some(row) = setting.row.filter(|_| !own_rule) {
            let at = if setting.value.is_empty() { setting.name_at } else { setting.value_at };
            unknown(row, setting.value, at, ini, report);
        }
    }
    for entry in ini.entries().filter(|entry| entry.is_judged()) {
        for (_, param) in entry.own_params() {
            let refused = matches!(param.refusal, Some(Refusal::Word | Refusal::WordOfOtherVersion));
            if let Some(row) = param.row.filter(|_| refused) {
                unknown(row, &param.value, param.value_at, ini, report);
            }
        }
    }
}

fn unknown(row: &'static Setting, value: &str, at: Location, ini: &Ini<'_>, report: &mut Report) {
    let known = || row.values.iter().filter(|choice| choice.known(ini.version)).map(|choice| choice.name);
    let message =
        if value.is_empty() { format!("`{}` has no value", row.name) } else { format!("`{}` cannot be `{}`", row.name, printable(value)) };
    let finding = report.find(at, message);
    let list = known().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    let bare = value.trim_matches(['"', '\'']);
    if let Some(word) = known().find(|word| bare != value && word.eq_ignore_ascii_case(bare)) {
        finding.help(format!("write `{word}`")).edit(Safety::Safe, Edit::replace(at.span, word));
    } else if let Some(word) = nearest(value, known()).filter(|_| !value.is_empty()) {
        finding.help(format!("did you mean `{word}`? It is one of {list}")).edit(Safety::Unsafe, Edit::replace(at.span, word));
    } else {
        finding.help(format!("it is one of {list}"));
    }
}
