//! A later version of PostgreSQL does not know the setting.
//!
//! After an upgrade the server does not start with this file.
//!
//! ```postgresql bad target=15
//! vacuum_defer_cleanup_age = 1000
//! ^^^^^^^^^^^^^^^^^^^^^^^^ PostgreSQL 16 removed `vacuum_defer_cleanup_age`
//! ```
//! ```postgresql good target=15
//! hot_standby_feedback = on
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::VERSIONS;
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;
use crate::product::postgresql::settings::setting;
use crate::schema::Known;

/// The rule.
pub static RULE: Rule =
    Rule { id: "PGC502", name: "removed-later", level: Level::Info, upstream: Upstream::Silent, since: "0.1.0", check: Check::Each(check) };

fn check(_: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    for entry in &conf.entries {
        let Some(row) = entry.setting() else { continue };
        let later = matches!(setting(row.name, VERSIONS.1), Known::OtherVersion(_));
        if later {
            let finding = report.find(entry.name_at, format!("PostgreSQL {} removed `{}`", row.until.major(), row.name));
            finding.help("take the line out before the upgrade");
        }
    }
}
