//! A value stands in double quotes.
//!
//! Only single quotes hold a value together. repmgr refuses the file.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! location="hall 1"
//!          ^^^^^^^^ double quotes hold no value
//! ```
//! ```repmgr fixed
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! location='hall 1'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::repmgr::diagnose::Diagnosis;
use crate::product::repmgr::model::{File, Model};
use crate::product::repmgr::quote::quoted;
use crate::text::Edit;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM003",
    name: "double-quotes",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    for fault in &file.faults {
        let Diagnosis::DoubleQuotes { at } = file.diagnose(fault) else { continue };
        let inner = file.slice(at).trim_matches('"');
        report.find(at, "double quotes hold no value").help("use single quotes").edit(Safety::Safe, Edit::replace(at.span, quoted(inner)));
    }
}
