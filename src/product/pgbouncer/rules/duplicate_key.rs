//! A setting is written twice in one section.
//!
//! The last one counts, and PgBouncer says nothing.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! pool_mode = session
//! ^^^^^^^^^ `pool_mode` is set again below, and that counts
//! pool_mode = transaction
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! pool_mode = transaction
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::ini::Void;
use crate::product::pgbouncer::model::{Ini, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB103",
    name: "duplicate-key",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for setting in &ini.settings {
        let Some(Void::SetAgain(later)) = setting.void else { continue };
        let later = &ini.settings[later];
        // An included file may overrule what stands before it: that is what it is for.
        if later.name_at.file != setting.name_at.file {
            continue;
        }
        let finding = report.find(setting.name_at, format!("`{}` is set again below, and that counts", setting.name));
        finding.related(later.name_at, "this one counts").help("take one of them out");
        if later.value == setting.value {
            finding.level(Level::Info);
        }
    }
}
