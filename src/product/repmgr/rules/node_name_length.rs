//! The name of the node is longer than 63 bytes.
//!
//! repmgr refuses 65 bytes and more. 64 bytes it takes, but there is no room for the end of the name, which then runs into what is stored behind
//! it: the node registers under a name with its connection string in it.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='a-node-with-a-name-of-exactly-sixty-four-bytes-which-runs-over--'
//!           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the name has 64 bytes, one more than fits
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
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
    id: "RPM014",
    name: "node-name-length",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    let lines = file.assignments.iter().filter(|line| line.name == "node_name" && line.value.text.len() > 63);
    for line in lines {
        let length = line.value.text.len();
        if length > 64 {
            report.find(line.value_at, format!("the name has {length} bytes, at most 63 fit"));
        } else {
            report.find(line.value_at, "the name has 64 bytes, one more than fits").upstream = Upstream::Silent;
        }
    }
}
