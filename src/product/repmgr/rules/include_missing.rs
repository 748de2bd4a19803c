//! An included file is not among the files checked.
//!
//! repmgr refuses the configuration if the file is missing. Without it nobody can tell what the node is set to: the checks of required settings and thresholds
//! are left out.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! include 'local.conf'
//!         ^^^^^^^^^^^^ `local.conf` is not here to be checked
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
    id: "RPM146",
    name: "include-missing",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    let lines = file.includes.iter().filter(|line| line.directive == Directive::File && !line.found && !is_blank(&line.path));
    for line in lines {
        if line.missing {
            let finding = report.find(line.path_at, format!("there is no `{}` beside this file", line.path));
            finding.upstream(Upstream::Refuses).help("create it, or correct the path");
        } else {
            report.find(line.path_at, format!("`{}` is not here to be checked", line.path)).help("check it together with this file");
        }
    }
}
