//! A file of the configuration lies in the data directory.
//!
//! A standby that is cloned again, or a node that rejoins with `pg_rewind`, gets the files of the other node there: its own name and connection are lost.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! include '/var/lib/postgresql/17/main/node.conf'
//!         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the file lies in `data_directory`
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

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM140",
    name: "config-in-datadir",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    let Some((folder, at)) = file.data_directory().zip(file.place("data_directory")).filter(|(folder, _)| folder.len() > 1) else { return };
    let inside = |path: &str| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
    if inside(file.sources().get(file.id).name()) {
        report.find(at, "this file lies in `data_directory`").help("keep it elsewhere, such as in `/etc`");
    }
    for line in file.includes.iter().filter(|line| inside(&line.path)) {
        report.find(line.path_at, "the file lies in `data_directory`").help("keep it elsewhere, such as in `/etc`");
    }
}
