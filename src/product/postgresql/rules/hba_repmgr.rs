//! The user of repmgr may reach its database or replicate, but not both.
//!
//! repmgr needs a connection to its own database on every node, and one for replication, which `all` does not stand for. The rule looks at rules that name the
//! user `repmgr`. A witness replicates nothing: there the first alone is right, and one file says not whose it is.
//!
//! ```hba bad
//! host repmgr repmgr 10.0.0.0/24 scram-sha-256
//!             ^^^^^^ `repmgr` may reach its database, and no rule lets it replicate
//! ```
//! ```hba good
//! host repmgr,replication repmgr 10.0.0.0/24 scram-sha-256
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::hba;
use crate::product::hba::{Name, NameKind};
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC158",
    name: "hba-repmgr",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for file in model.hbas.iter().filter(|file| !file.is_partial) {
        let own = |name: &Name<'_>| name.kind == NameKind::Plain && name.word.text == "repmgr";
        let remote = || file.rules.iter().filter(|rule| rule.is_remote() && rule.allows());
        // Names that a file or an expression tells may be this one.
        let for_repmgr = |rule: &&hba::Rule<'_>| rule.users.iter().any(|name| own(name) || name.kind != NameKind::Plain);
        let (replicates, connects): (Vec<_>, Vec<_>) = remote().filter(for_repmgr).partition(|rule| rule.is_for_replication());
        let connects = !connects.is_empty() || replicates.iter().any(|rule| rule.databases.len() > 1);
        let Some((rule, name)) = remote().find_map(|rule| Some((rule, rule.users.iter().find(|name| own(name))?))) else { continue };
        let message = if replicates.is_empty() && !rule.databases.iter().any(|name| name.kind == NameKind::File) {
            "`repmgr` may reach its database, and no rule lets it replicate"
        } else if !connects {
            "`repmgr` may replicate, and no rule lets it reach its database"
        } else {
            continue;
        };
        report.find(name.word.at, message).help("name both: `replication` and the database of repmgr");
    }
}
