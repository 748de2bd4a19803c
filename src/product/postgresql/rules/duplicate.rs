//! A setting stands in the files twice: the last one counts.
//!
//! What stands above looks as if it counted, and a change to it does nothing. PostgreSQL says nothing of it.
//!
//! ```postgresql bad
//! work_mem = 8MB
//! ^^^^^^^^ `work_mem` is set again further down
//! max_connections = 200
//! work_mem = 16MB
//! ```
//! ```postgresql fixed
//! max_connections = 200
//! work_mem = 16MB
//! ```
//! ```postgresql good
//! work_mem = 16MB
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::postgresql::conf::Conf;
use crate::product::postgresql::model::Model;
use crate::text::Edit;

/// The rule.
pub static RULE: Rule =
    Rule { id: "PGC101", name: "duplicate", level: Level::Warning, upstream: Upstream::Silent, since: "0.1.0", check: Check::Each(check) };

fn check(model: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    for entry in &conf.entries {
        let Some(later) = entry.next.map(|next| &conf.entries[next]).filter(|later| entry.auto == later.auto) else { continue };
        let finding = report.find(entry.name_at, format!("`{}` is set again further down", entry.name));
        finding.related(later.name_at, "this line counts").help("keep one of the lines");
        // What is not looked at may go.
        if entry.dead {
            finding.edit(Safety::Safe, Edit::delete(model.line(entry.name_at)));
        }
    }
}
