//! A value is not of the kind that its setting takes.
//!
//! PostgreSQL does not start with such a value. If a later line in the same spelling sets the same thing again, it does not look at this one.
//!
//! ```postgresql bad
//! hot_standby = o
//!               ^ `o` is no value of `hot_standby`: it takes `on` or `off`
//! wal_level = replicas
//!             ^^^^^^^^ `replicas` is no value of `wal_level`: it takes one of `minimal`, `replica`, `logical`
//! port = abc
//!        ^^^ `abc` is no value of `port`: it takes a number
//! synchronous_standby_names = 'node-2'
//!                             ^^^^^^^^ the value of `synchronous_standby_names` is no list of standbys
//! ```
//! ```postgresql good
//! synchronous_standby_names = 'ANY 1 ("node-2", "node-3")'
//! listen_addresses = '*'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;
use crate::product::postgresql::value::{BadValue, expected};
use crate::text::{Edit, nearest, printable};

/// The rule.
pub static RULE: Rule =
    Rule { id: "PGC005", name: "bad-value", level: Level::Error, upstream: Upstream::Refuses, since: "0.1.0", check: Check::Each(check) };

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    for entry in conf.entries.iter().filter(|entry| !entry.dead) {
        let (Some(row), Some(Err(bad))) = (entry.setting(), &entry.held) else { continue };
        if row.has("internal") {
            continue;
        }
        let message = match bad {
            BadValue::Other(fault) => format!("the value of `{}` {fault}", row.name),
            BadValue::NotBool | BadValue::NotAWord | BadValue::NotANumber => {
                let text = printable(&entry.text.text);
                format!("`{text}` is no value of `{}`: it takes {}", row.name, expected(row, conf.version))
            }
            BadValue::OutOfRange | BadValue::UnitNotTaken | BadValue::UnknownUnit => continue,
        };
        let finding = report.find(entry.value_at, message);
        if row.kind == "sync-names" {
            finding.help("a name with other characters than letters, digits and `_` stands in double quotes, and the whole in single ones");
        }
        let words = row.values.iter().filter(|choice| row.kind == "enum" && choice.known(conf.version)).map(|choice| choice.name);
        if let Some(near) = nearest(&entry.text.text, words).filter(|_| *bad == BadValue::NotAWord) {
            let span = entry.text.span(0, entry.text.text.len());
            finding.help(format!("did you mean `{near}`?")).edit(Safety::Unsafe, Edit::replace(span, near));
        }
    }
}
