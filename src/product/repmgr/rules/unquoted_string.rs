//! A text that needs single quotes stands without them.
//!
//! Without quotes a value starts with a letter and holds letters, digits, `_`, `.`, `:`, `/` and `-`; so a path, a list, a command, or two words
//! with one dot between them cannot be read, and repmgr refuses the file.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! log_file=/var/log/repmgr.log
//!          ^^^^^^^^^^^^^^^^^^^ the value of `log_file` needs single quotes
//! location=hall1.north # one dot
//!          ^^^^^^^^^^^ the value of `location` needs single quotes
//! ```
//! ```repmgr fixed
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! log_file='/var/log/repmgr.log'
//! location='hall1.north' # one dot
//! ```
//! ```repmgr good
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! location=hall1-north
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::repmgr::diagnose::Diagnosis;
use crate::product::repmgr::model::{File, Model};
use crate::product::repmgr::quote::quoted;
use crate::text::Edit;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM002",
    name: "unquoted-string",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    for fault in &file.faults {
        let Diagnosis::Unquoted { name, at } = file.diagnose(fault) else { continue };
        report
            .find(at, format!("the value of `{name}` needs single quotes"))
            .help("put it in single quotes")
            .edit(Safety::Safe, Edit::replace(at.span, quoted(file.slice(at))));
    }
}
