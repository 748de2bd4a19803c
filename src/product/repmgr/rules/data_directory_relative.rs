//! `data_directory` is not an absolute path.
//!
//! repmgr takes it, and then looks for it in the folder where each command happens to run.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='data'
//!                ^^^^^^ `data` is looked for in the working directory
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
    id: "RPM112",
    name: "data-directory-relative",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    let Some((path, at)) = file.data_directory().zip(file.place("data_directory")) else { return };
    if !path.starts_with('/') {
        report.find(at, format!("`{path}` is looked for in the working directory")).help("write the whole path");
    }
}
