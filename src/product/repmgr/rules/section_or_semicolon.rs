//! The file has a section header, or a comment that starts with a semicolon.
//!
//! repmgr.conf has no sections, and its comments start with `#`. repmgr refuses the file.
//!
//! ```repmgr bad
//! [repmgr]
//! ^^^^^^^^ repmgr.conf has no sections
//! ; the first node
//! ^^^^^^^^^^^^^^^^ a comment starts with `#`
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! ```
//! ```repmgr fixed
//! # [repmgr]
//! # the first node
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::repmgr::diagnose::Diagnosis;
use crate::product::repmgr::model::{File, Model};
use crate::text::{Edit, Location, Span};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM004",
    name: "section-or-semicolon",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    for fault in &file.faults {
        let line = file.slice(Location::new(fault.at.file, fault.line));
        let start = fault.line.start + (line.len() - line.trim_start().len()) as u32;
        let span = Span::new(start, start + line.trim().len() as u32);
        let at = Location::new(fault.at.file, span);
        match file.diagnose(fault) {
            Diagnosis::Section => {
                let finding = report.find(at, "repmgr.conf has no sections");
                finding.help("make it a comment").edit(Safety::Safe, Edit::insert(start, "# "));
            }
            Diagnosis::Semicolon => {
                let finding = report.find(at, "a comment starts with `#`");
                finding.help("write `#`").edit(Safety::Safe, Edit::replace(Span::new(start, start + 1), "#"));
            }
            _ => {}
        }
    }
}
