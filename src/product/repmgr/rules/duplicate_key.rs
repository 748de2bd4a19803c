//! A setting is written twice.
//!
//! The last line counts, and repmgr says nothing. Only `tablespace_mapping` and `event_notifications` add up.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! priority=50
//! ^^^^^^^^ a later line sets `priority` again
//! priority=60
//! ```
//! ```repmgr good
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! priority=60
//! tablespace_mapping='/a=/b'
//! tablespace_mapping='/c=/d'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::repmgr::model::Assignment;
use crate::product::repmgr::model::{File, Model};
use rustc_hash::FxHashMap;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM101",
    name: "duplicate-key",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    let mut last = FxHashMap::default();
    for (index, line) in file.assignments.iter().enumerate().filter(|(_, line)| adds_nothing(line)) {
        if let Some(before) = last.insert(line.name, index) {
            let before: &Assignment<'_> = &file.assignments[before];
            // Whoever brings in a file may well mean to override it.
            if before.name_at.file == line.name_at.file && before.name_at < line.name_at {
                report
                    .find(before.name_at, format!("a later line sets `{}` again", line.name))
                    .related(line.name_at, "this line counts")
                    .help("remove one of the lines");
            }
        }
    }
}

/// Whether the line replaces what an earlier one said.
fn adds_nothing(line: &Assignment<'_>) -> bool {
    line.setting().is_some_and(|row| !matches!(row.kind, "mapping" | "events"))
}
