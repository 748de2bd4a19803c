//! An include directive has an empty path.
//!
//! After `include` and `include_if_exists` with an empty path repmgr says nothing, but leaves out all checks at the end of the file: a missing
//! `node_id` or a broken `conninfo` are found later, by the commands that need them. An empty `include_dir` is refused.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! include ''
//!         ^^ the path is empty
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
    id: "RPM025",
    name: "include-empty",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    for line in file.includes.iter().filter(|line| is_blank(&line.path)) {
        let finding = report.find(line.path_at, "the path is empty");
        finding.help("name a file, or remove the line");
        if line.directive == Directive::Folder {
            finding.upstream(Upstream::Refuses);
        }
    }
}
