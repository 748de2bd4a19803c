//! Files are included, which repmgr knows from 5.2 on.
//!
//! Older versions take `include` for an unknown setting, warn, and do not read the file.
//!
//! ```repmgr bad target=5.1
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! include 'more.conf'
//! ^^^^^^^ repmgr includes files from 5.2 on
//! ```
//! ```repmgr good
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::repmgr::ComplaintKind;
use crate::product::repmgr::Directive;
use crate::product::repmgr::model::{File, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM026",
    name: "include-old-version",
    level: Level::Error,
    upstream: Upstream::Warns,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    for (complaint, line) in file.complaints_of(ComplaintKind::Unknown).chain(file.complaints_of(ComplaintKind::OtherVersion)) {
        if line.is_some_and(|line| Directive::of(line.name).is_some()) {
            report.find(complaint.at, "repmgr includes files from 5.2 on").help("write the settings into the file itself");
        }
    }
}
