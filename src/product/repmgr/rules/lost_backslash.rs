//! A backslash of a value is not kept.
//!
//! Inside the quotes a backslash takes the next character as it is, or stands for a control character with `b`, `f`, `n`, `r`, `t` and digits. One that
//! is to reach the shell has to be doubled.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! event_notification_command='/usr/local/bin/on-event "\d+" %e'
//!                                                      ^^ the backslash of `\d` is lost
//! ```
//! ```repmgr fixed
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! event_notification_command='/usr/local/bin/on-event "\\d+" %e'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::repmgr::model::{File, Model};
use crate::syntax::guc::Kind;
use crate::text::{Edit, Location, Span};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM144",
    name: "lost-backslash",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    for line in file.assignments.iter().filter(|line| line.kind == Kind::String && line.setting().is_some()) {
        let raw = file.slice(line.value_at);
        let mut characters = raw.char_indices();
        while let Some((at, character)) = characters.next() {
            if character != '\\' {
                continue;
            }
            let Some((_, next)) = characters.next().filter(|(_, next)| !matches!(next, '\\' | '\'' | '=')) else { continue };
            let start = line.value_at.span.start + at as u32;
            let span = Span::new(start, start + 1 + next.len_utf8() as u32);
            let message = if matches!(next, 'b' | 'f' | 'n' | 'r' | 't' | '0'..='7') {
                format!("`\\{next}` is one control character")
            } else {
                format!("the backslash of `\\{next}` is lost")
            };
            // The character may belong to a secret.
            let message = if line.name == "conninfo" { "this backslash is lost".to_owned() } else { message };
            report
                .find(Location::new(line.value_at.file, span), message)
                .help("write two backslashes")
                .edit(Safety::Unsafe, Edit::insert(start, "\\"));
        }
    }
}
