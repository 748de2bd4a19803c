//! The value is none of the words that the setting takes.
//!
//! repmgr refuses the file.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! connection_check_type=tcp
//!                       ^^^ `tcp` is not one of `ping`, `connection`, `query`
//! ```
//! ```repmgr good
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! connection_check_type=query
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::repmgr::ComplaintKind;
use crate::product::repmgr::model::{File, Model};
use crate::text::Edit;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RPM013",
    name: "unknown-value",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    for (complaint, line) in file.complaints_of(ComplaintKind::BadWord) {
        let Some((line, row)) = line.and_then(|line| Some((line, line.setting()?))) else { continue };
        let text = &line.value.text;
        if line.name == "replication_type" || row.values.iter().any(|choice| choice.name.eq_ignore_ascii_case(text)) {
            continue;
        }
        let words: Vec<String> = row.values.iter().map(|choice| format!("`{}`", choice.name)).collect();
        let finding = report.find(complaint.at, format!("`{text}` is not one of {}", words.join(", ")));
        let meant = row.values.iter().find(|choice| text.len() > 2 && choice.name.starts_with(text.to_ascii_lowercase().as_str()));
        if let Some(choice) = meant {
            finding.help(format!("did you mean `{}`?", choice.name)).edit(Safety::Unsafe, Edit::replace(complaint.at.span, choice.name));
        }
    }
}
