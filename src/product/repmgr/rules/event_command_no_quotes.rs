//! `%t` or `%d` stands in an event command without quotes.
//!
//! Both hold blanks, a time and a sentence; the shell cuts them into words. In double quotes they stay whole.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! event_notification_command='/usr/local/bin/on-event %n %e %s %t'
//!                                                              ^^ `%t` holds blanks and has no quotes
//! ```
//! ```repmgr fixed
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! event_notification_command='/usr/local/bin/on-event %n %e %s "%t"'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::repmgr::model::{File, Model};
use crate::text::Edit;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM132",
    name: "event-command-no-quotes",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    let Some(line) = file.assignment("event_notification_command") else { return };
    let mut quote = None;
    let mut characters = line.value.text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' | '\'' if quote.is_none() => quote = Some(character),
            character if Some(character) == quote => quote = None,
            '%' if matches!(characters.peek(), Some((_, 't' | 'd'))) => {
                let Some((_, letter)) = characters.next().filter(|_| quote.is_none()) else { continue };
                let place = line.place(at, at + 2);
                report
                    .find(place, format!("`%{letter}` holds blanks and has no quotes"))
                    .help("put it in double quotes")
                    .edit(Safety::Safe, Edit::replace(place.span, format!("\"%{letter}\"")));
            }
            '%' => drop(characters.next()),
            _ => {}
        }
    }
}
