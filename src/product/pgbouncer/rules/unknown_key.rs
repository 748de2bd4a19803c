//! A setting or a parameter of a connection string has a name that PgBouncer does not know.
//!
//! PgBouncer stops at the first name that it does not know; names are written in lower case. What a newer version brought is as unknown to an
//! older one.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11 pool_sice=5
//!                      ^^^^^^^^^ no parameter of `[databases]` is called `pool_sice`
//! [pgbouncer]
//! Pool_Mode = session
//! ^^^^^^^^^ no setting of `[pgbouncer]` is called `Pool_Mode`
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```
//! ```pgbouncer fixed
//! [databases]
//! app = host=10.0.0.11 pool_size=5
//! [pgbouncer]
//! pool_mode = session
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```
//! ```pgbouncer bad target=1.18
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! max_prepared_statements = 100
//! ^^^^^^^^^^^^^^^^^^^^^^^ PgBouncer 1.18 does not know `max_prepared_statements`
//! ```

use super::{Check, Rule};
use crate::lint::Finding;
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::pgbouncer::ini::{Refusal, SectionKind};
use crate::product::pgbouncer::model::{Ini, Model};
use crate::schema::{Setting, Version};
use crate::text::Edit;
use crate::text::{Location, nearest, printable};

/// The rule.
pub static RULE: Rule =
    Rule { id: "PGB006", name: "unknown-key", level: Level::Error, upstream: Upstream::Refuses, since: "0.1.0", check: Check::Each(check) };

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for setting in ini.settings.iter().filter(|setting| setting.sure) {
        let name = Name { text: setting.name, at: setting.name_at, kind: SectionKind::Main, noun: "setting" };
        match (setting.held, setting.row) {
            (Err(Refusal::OtherVersion), Some(row)) => other_version(ini.version, &name, row, report),
            (Err(Refusal::UnknownName), _) if !super::key_wrong_scope::is_about(setting.name, SectionKind::Main) => {
                unknown(ini.version, &name, report);
            }
            _ => {}
        }
    }
    for entry in ini.entries().filter(|entry| entry.is_judged()) {
        for (index, param) in entry.own_params() {
            let glued = index > 0 && entry.params[index - 1].dropped.is_some();
            let name = Name { text: param.key, at: param.key_at, kind: entry.kind, noun: "parameter" };
            match (param.refusal, param.row) {
                _ if glued || param.key.contains('\t') => {}
                (Some(Refusal::OtherVersion), Some(row)) => other_version(ini.version, &name, row, report),
                (Some(Refusal::UnknownName), _) if !super::key_wrong_scope::is_about(param.key, entry.kind) => {
                    unknown(ini.version, &name, report);
                }
                _ => {}
            }
        }
    }
}

/// A name that is refused.
struct Name<'n> {
    text: &'n str,
    at: Location,
    kind: SectionKind,
    noun: &'static str,
}

fn other_version(version: Version, name: &Name<'_>, row: &Setting, report: &mut Report) {
    let finding = report.find(name.at, format!("PgBouncer {version} does not know `{}`", name.text));
    if version < row.since {
        finding.help(format!("it is known from {} on", row.since));
    } else {
        finding.help(format!("{} took it away", row.until));
    }
}

fn unknown(version: Version, name: &Name<'_>, report: &mut Report) {
    let shown = if name.text.is_empty() {
        "there is no name before the `=`".to_owned()
    } else {
        format!("no {} of `[{}]` is called `{}`", name.noun, name.kind.name(), printable(name.text))
    };
    let finding = report.find(name.at, shown);
    let known = || name.kind.settings().known(version).map(|row| row.name);
    let same = known().find(|known| known.eq_ignore_ascii_case(name.text));
    if let Some((instead, safety)) =
        same.map(|same| (same, Safety::Safe)).or_else(|| nearest(name.text, known()).map(|near| (near, Safety::Unsafe)))
    {
        suggest(finding, name, instead, safety);
    }
}

fn suggest(finding: &mut Finding, name: &Name<'_>, instead: &str, safety: Safety) {
    finding.help(format!("did you mean `{instead}`?")).edit(safety, Edit::replace(name.at.span, instead));
}
