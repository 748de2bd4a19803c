//! `promote_command` has `--siblings-follow`.
//!
//! Under repmgrd each node follows by itself, with its `follow_command`. With this option the promoted node does it for them at the same time.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! failover=automatic
//! promote_command='/usr/bin/repmgr -f /etc/repmgr.conf standby promote --siblings-follow'
//!                                                                      ^^^^^^^^^^^^^^^^^ `--siblings-follow` is not for repmgrd
//! follow_command='/usr/bin/repmgr -f /etc/repmgr.conf standby follow --upstream-node-id=%n'
//! ```
//! ```repmgr fixed
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! failover=automatic
//! promote_command='/usr/bin/repmgr -f /etc/repmgr.conf standby promote'
//! follow_command='/usr/bin/repmgr -f /etc/repmgr.conf standby follow --upstream-node-id=%n'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::repmgr::model::{File, Model};
use crate::text::{Edit, Span};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM117",
    name: "promote-siblings-follow",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    const OPTION: &str = "--siblings-follow";
    let Some(line) = file.assignment("promote_command").filter(|_| file.is_automatic()) else { return };
    let Some(start) = line.value.text.find(OPTION) else { return };
    let at = line.place(start, start + OPTION.len());
    let blank = line.value.text[..start].ends_with(' ');
    let gone = Span::new(at.span.start - u32::from(blank), at.span.end);
    report.find(at, "`--siblings-follow` is not for repmgrd").help("remove it").edit(Safety::Safe, Edit::delete(gone));
}
