//! Standbys are named, and nobody can connect from another machine.
//!
//! `listen_addresses` is `localhost` unless something says otherwise. This speaks only of a server whose files name a standby or a primary on another machine.
//!
//! ```postgresql bad
//! synchronous_standby_names = 'ANY 1 (node2, node3)'
//! ^^^^^^^^^^^^^^^^^^^^^^^^^ no standby can connect: `listen_addresses` is `localhost`
//! listen_addresses = 'localhost'
//! ```
//! ```postgresql good
//! synchronous_standby_names = 'ANY 1 (node2, node3)'
//! listen_addresses = '*'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::check::list;
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;
use crate::text::printable;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC210",
    name: "listen-localhost",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    let Some(names) = conf.entry("synchronous_standby_names").filter(|entry| !entry.text.text.is_empty()) else { return };
    let Some(listen) = conf.entry("listen_addresses") else { return };
    let local = |address: &String| matches!(address.as_str(), "localhost" | "127.0.0.1" | "::1");
    if list(&listen.text.text, false).is_some_and(|addresses| addresses.iter().all(local)) {
        let message = format!("no standby can connect: `listen_addresses` is `{}`", printable(&listen.text.text));
        report.find(names.name_at, message).related(listen.value_at, "`listen_addresses`");
    }
}
