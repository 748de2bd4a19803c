//! Only one of `barman_host` and `barman_server` is set.
//!
//! `barman_host` is the machine that Barman runs on, `barman_server` the name of the cluster in its configuration. repmgr refuses one without the other.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! barman_host='backup.example.org'
//!             ^^^^^^^^^^^^^^^^^^^^ `barman_host` is set without `barman_server`
//! ```
//! ```repmgr good
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! barman_host='backup.example.org'
//! barman_server=main
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::repmgr::ComplaintKind;
use crate::product::repmgr::model::{File, Model};

/// The rule.
pub static RULE: Rule =
    Rule { id: "RPM020", name: "barman-pair", level: Level::Error, upstream: Upstream::Refuses, since: "0.1.0", check: Check::Each(check) };

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    for (complaint, line) in file.complaints_of(ComplaintKind::BarmanPair) {
        let name = line.map_or("barman_host", |line| line.name);
        let other = if name == "barman_host" { "barman_server" } else { "barman_host" };
        report.find(complaint.at, format!("`{name}` is set without `{other}`")).help(format!("set `{other}` as well"));
    }
}
