//! The addresses to listen on are no list.
//!
//! `listen_addresses` is split at commas, and blanks between addresses do not do. PostgreSQL says so only when it starts for good.
//!
//! ```postgresql bad
//! listen_addresses = 'localhost 10.0.0.11'
//!                    ^^^^^^^^^^^^^^^^^^^^^ the addresses have no comma between them
//! ```
//! ```postgresql fixed
//! listen_addresses = 'localhost, 10.0.0.11'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::postgresql::check::list;
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;
use crate::text::Edit;

/// The rule.
pub static RULE: Rule =
    Rule { id: "PGC015", name: "listen-list", level: Level::Error, upstream: Upstream::Refuses, since: "0.1.0", check: Check::Each(check) };

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    let Some(entry) = conf.entry("listen_addresses").filter(|entry| list(&entry.text.text, false).is_none()) else { return };
    let words: Vec<&str> = entry.text.text.split_whitespace().collect();
    let plain = words.iter().all(|word| !word.contains([',', '"', '\'']));
    if plain {
        let finding = report.find(entry.value_at, "the addresses have no comma between them");
        finding.edit(Safety::Safe, Edit::replace(entry.value_at.span, format!("'{}'", words.join(", "))));
    } else {
        report.find(entry.value_at, "the value of `listen_addresses` is no list");
    }
}
