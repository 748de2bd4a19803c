//! A line cannot be read.
//!
//! repmgr refuses the whole file and lists every line of this kind. A line is a name, a `=` that may be left out, and one value.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! priority=
//! ^^^^^^^^ `priority` has no value
//! failover=automatic manual
//!                    ^^^^^^ something stands behind the value
//! =5
//! ^ a line starts with the name of a setting
//! reconnect_attempts=1e1
//!                      ^ something stands behind the value
//! location='hall
//!          ^ the quote is not closed on its line
//! ```
//! ```repmgr good
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! failover=manual
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::repmgr::diagnose::Diagnosis;
use crate::product::repmgr::model::{File, Model};
use crate::text::Location;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM001",
    name: "syntax-error",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    for fault in &file.faults {
        let (at, message) = match file.diagnose(fault) {
            Diagnosis::NoName => (fault.at, "a line starts with the name of a setting".to_owned()),
            Diagnosis::NoValue(name) => {
                let at = fault.tokens.first().map_or(fault.at, |token| Location::new(fault.at.file, token.span));
                (at, format!("`{name}` has no value"))
            }
            // The text may be part of a secret.
            Diagnosis::Behind => (fault.at, "something stands behind the value".to_owned()),
            Diagnosis::NotAValue if file.slice(fault.at) == "'" => (fault.at, "the quote is not closed on its line".to_owned()),
            Diagnosis::NotAValue => (fault.at, "this is no value".to_owned()),
            _ => continue,
        };
        report.find(at, message).help("write one value, in single quotes if it holds anything but letters, digits and `_`");
    }
}
