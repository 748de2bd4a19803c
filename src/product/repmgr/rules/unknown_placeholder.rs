//! A command holds a placeholder that is not replaced.
//!
//! Each command has its own placeholders. Another letter behind `%` stays as it is.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! event_notification_command='/usr/local/bin/on-event %e %x'
//!                                                        ^^ `%x` is not replaced in `event_notification_command`
//! ```
//! ```repmgr good
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! event_notification_command='/usr/local/bin/on-event %e'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::repmgr::model::{File, Model};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM145",
    name: "unknown-placeholder",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    for (name, letters) in [
        ("event_notification_command", "%naedstcp"),
        ("failover_validation_command", "%navut"),
        ("child_nodes_disconnect_command", "%p"),
        ("follow_command", "%n"),
    ] {
        let Some(line) = file.assignment(name) else { continue };
        let text = line.value.text.as_str();
        let mut characters = text.char_indices().peekable();
        while let Some((at, character)) = characters.next() {
            if character != '%' {
                continue;
            }
            let Some((_, letter)) = characters.next_if(|(_, letter)| letter.is_ascii_alphabetic() || *letter == '%') else { continue };
            if !letters.contains(letter) {
                let known: Vec<String> = letters.chars().filter(|letter| *letter != '%').map(|letter| format!("`%{letter}`")).collect();
                report
                    .find(line.place(at, at + 2), format!("`%{letter}` is not replaced in `{name}`"))
                    .help(format!("it knows {}", known.join(", ")));
            }
        }
    }
}
