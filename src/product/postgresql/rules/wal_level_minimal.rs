//! Standbys may connect, but the write-ahead log holds too little for them.
//!
//! With `wal_level = minimal`, PostgreSQL starts only if `max_wal_senders` is 0. It is 10 if nothing else is said.
//!
//! ```postgresql bad
//! wal_level = minimal
//!             ^^^^^^^ `wal_level = minimal` does not go with 10 WAL senders
//! ```
//! ```postgresql fixed
//! wal_level = replica
//! ```
//! ```postgresql good
//! wal_level = minimal
//! max_wal_senders = 0
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;
use crate::text::Edit;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC010",
    name: "wal-level-minimal",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    let Some(level) = conf.entry("wal_level") else { return };
    let senders = conf.int("max_wal_senders").unwrap_or(0);
    if conf.word("wal_level") == Some("minimal") && senders > 0 && conf.decides(&["wal_level", "max_wal_senders"]) {
        let finding = report.find(level.value_at, format!("`wal_level = minimal` does not go with {senders} WAL senders"));
        finding.help("write `wal_level = replica`, or `max_wal_senders = 0` on a server without standbys and base backups");
        finding.edit(Safety::Safe, Edit::replace(level.value_at.span, "replica"));
        if let Some(senders) = conf.entry("max_wal_senders") {
            finding.related(senders.value_at, "`max_wal_senders`");
        }
    }
}
