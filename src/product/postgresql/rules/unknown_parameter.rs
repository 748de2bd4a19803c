//! PostgreSQL does not know a setting.
//!
//! PostgreSQL does not start with such a file, and says nothing then of the values of other settings; a server that runs keeps its old
//! settings. Only a name with a dot in it, such as those of extensions, may be anything.
//!
//! ```postgresql bad
//! max_conections = 200
//! ^^^^^^^^^^^^^^ `max_conections` is not known
//! ```
//! ```postgresql fixed
//! max_connections = 200
//! ```
//! ```postgresql bad target=15
//! reserved_connections = 5
//! ^^^^^^^^^^^^^^^^^^^^ `reserved_connections` is not known before PostgreSQL 16
//! ```
//! ```postgresql good
//! pg_stat_statements.max = 10000
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;
use crate::product::postgresql::settings::settings;
use crate::schema::Known;
use crate::text::{Edit, nearest, printable};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC002",
    name: "unknown-parameter",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    for entry in &conf.entries {
        match entry.known {
            Known::No if !entry.name.contains('.') => {
                let finding = report.find(entry.name_at, format!("`{}` is not known", printable(entry.name)));
                if let Some(near) = nearest(entry.name, settings().known(conf.version).map(|row| row.name)) {
                    let edit = Edit::replace(entry.name_at.span, near);
                    finding.help(format!("did you mean `{near}`?")).edit(Safety::Unsafe, edit);
                }
            }
            Known::OtherVersion(row) if row.since > conf.version => {
                let message = format!("`{}` is not known before PostgreSQL {}", entry.name, row.since.major());
                report.find(entry.name_at, message).help("take the line out, or check for the version you run");
            }
            _ => {}
        }
    }
}
