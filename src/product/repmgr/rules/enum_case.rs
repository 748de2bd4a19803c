//! The word is known in lower case only.
//!
//! `failover` takes its words only as they are written here; repmgr refuses others. Before 5.2 that is so for all settings.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! promote_command='/usr/bin/repmgr -f /etc/repmgr.conf standby promote'
//! follow_command='/usr/bin/repmgr -f /etc/repmgr.conf standby follow --upstream-node-id=%n'
//! failover=Automatic
//!          ^^^^^^^^^ `failover` takes `automatic` in lower case only
//! ```
//! ```repmgr fixed
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! promote_command='/usr/bin/repmgr -f /etc/repmgr.conf standby promote'
//! follow_command='/usr/bin/repmgr -f /etc/repmgr.conf standby follow --upstream-node-id=%n'
//! failover=automatic
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::repmgr::ComplaintKind;
use crate::product::repmgr::model::{File, Model};
use crate::text::Edit;

/// The rule.
pub static RULE: Rule =
    Rule { id: "RPM012", name: "enum-case", level: Level::Error, upstream: Upstream::Refuses, since: "0.1.0", check: Check::Each(check) };

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    for (complaint, line) in file.complaints_of(ComplaintKind::BadWord) {
        let Some((line, row)) = line.and_then(|line| Some((line, line.setting()?))) else { continue };
        if let Some(choice) = row.values.iter().find(|choice| choice.name.eq_ignore_ascii_case(&line.value.text)) {
            report
                .find(complaint.at, format!("`{}` takes `{}` in lower case only", line.name, choice.name))
                .help(format!("write `{}`", choice.name))
                .edit(Safety::Safe, Edit::replace(complaint.at.span, choice.name));
        }
    }
}
