//! A command holds a dash that is not the one of options.
//!
//! Pages on the web turn `--` into one long dash. repmgr takes such a word for no option, and fails or leaves out what was meant.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! failover=automatic
//! promote_command='/usr/bin/repmgr -f /etc/repmgr.conf standby promote'
//! follow_command='/usr/bin/repmgr -f /etc/repmgr.conf standby follow –upstream-node-id=%n'
//!                                                                    ^^^ this dash starts no option
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
use crate::text::Edit;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM147",
    name: "typographic-dash",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    for line in file.assignments.iter().filter(|line| line.setting().is_some_and(|row| row.kind == "command")) {
        let text = line.value.text.as_str();
        for (at, dash) in text.match_indices(['–', '—', '−']) {
            let starts_word = text[..at].ends_with(' ') && text[at + dash.len()..].starts_with(|next: char| next.is_ascii_alphabetic());
            if starts_word {
                let place = line.place(at, at + dash.len());
                let long = text[at + dash.len()..].chars().take_while(|next| next.is_ascii_alphabetic() || *next == '-').count() > 1;
                report
                    .find(place, "this dash starts no option")
                    .help("write hyphens")
                    .edit(Safety::Safe, Edit::replace(place.span, if long { "--" } else { "-" }));
            }
        }
    }
}
