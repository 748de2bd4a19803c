//! A former primary cannot be rewound.
//!
//! `pg_rewind`, which `repmgr node rejoin` uses, needs data checksums or `wal_log_hints`. Up to PostgreSQL 17 a cluster has no checksums unless `initdb` was
//! told so. This speaks only of a server that repmgr watches.
//!
//! ```postgresql bad
//! shared_preload_libraries = 'repmgr'
//!                            ^^^^^^^^ without data checksums, `pg_rewind` needs `wal_log_hints`
//! ```
//! ```postgresql good
//! shared_preload_libraries = 'repmgr'
//! wal_log_hints = on
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::check::list;
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;
use crate::schema::Version;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC202",
    name: "wal-log-hints",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    let Some(preload) = conf.entry("shared_preload_libraries") else { return };
    let repmgr = list(&preload.text.text, false).unwrap_or_default().iter().any(|library| library == "repmgr");
    if repmgr && conf.bool("wal_log_hints") == Some(false) && conf.version < Version::new(18, 0) && conf.decides(&["wal_log_hints"]) {
        let at = conf.entry("wal_log_hints").unwrap_or(preload);
        let finding = report.find(at.value_at, "without data checksums, `pg_rewind` needs `wal_log_hints`");
        finding.help("write `wal_log_hints = on`, unless `SHOW data_checksums` says on");
    }
}
