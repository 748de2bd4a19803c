//! A file is included only if it exists, and is not among the files checked.
//!
//! repmgr refuses a configuration whose `include_if_exists` names a file that is missing, although it is documented to go on.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! include_if_exists 'local.conf'
//!                   ^^^^^^^^^^^^ repmgr refuses the file if `local.conf` is missing
//! ```
//! ```repmgr good
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::repmgr::model::{File, Model};
use crate::product::repmgr::{Directive, is_blank};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM106",
    name: "include-if-exists",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    let lines = file.includes.iter().filter(|line| line.directive == Directive::FileIfExists && !line.found && !is_blank(&line.path));
    for line in lines {
        let message = if line.missing {
            format!("there is no `{}` beside this file, and repmgr refuses that", line.path)
        } else {
            format!("repmgr refuses the file if `{}` is missing", line.path)
        };
        let finding = report.find(line.path_at, message);
        finding.help("create the file, if only an empty one");
        if line.missing {
            finding.upstream(Upstream::Refuses);
        }
    }
}
