//! Passwords and data go over the network in clear text.
//!
//! The file says `ssl = off` and lets clients connect from other machines.
//!
//! ```postgresql bad
//! listen_addresses = '*'
//! ssl = off
//!       ^^^ clients connect from other machines without encryption
//! ```
//! ```postgresql good
//! listen_addresses = '*'
//! ssl = on
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::check::list;
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC302",
    name: "ssl-off-remote",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    let (Some(ssl), Some(listen)) = (conf.entry("ssl"), conf.entry("listen_addresses")) else { return };
    let local = |address: &String| address == "localhost" || address.starts_with("127.") || address == "::1";
    let remote = list(&listen.text.text, false).is_some_and(|addresses| !addresses.iter().all(local));
    if remote && conf.bool("ssl") == Some(false) {
        let finding = report.find(ssl.value_at, "clients connect from other machines without encryption");
        finding.related(listen.value_at, "`listen_addresses`");
    }
}
