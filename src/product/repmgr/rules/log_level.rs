//! `log_level` or `log_facility` is a word that the logger does not know.
//!
//! The file is taken; the logger then warns and uses its default, `INFO` to standard error: the choice that was made is lost.
//!
//! ```repmgr bad
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! log_level=ERR
//!           ^^^ the logger knows no level `ERR`
//! ```
//! ```repmgr fixed
//! node_id=1
//! node_name='node1'
//! conninfo='host=node1 user=repmgr dbname=repmgr'
//! data_directory='/var/lib/postgresql/17/main'
//! log_level=ERROR
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::repmgr::model::{File, Model};
use crate::text::Edit;

/// The rule.
pub static RULE: Rule =
    Rule { id: "RPM138", name: "log-level", level: Level::Error, upstream: Upstream::Silent, since: "0.1.0", check: Check::Each(check) };

fn check(_: &Model<'_>, file: &File<'_>, report: &mut Report) {
    for (name, what) in [("log_level", "level"), ("log_facility", "facility")] {
        let Some((line, row)) = file.assignment(name).and_then(|line| Some((line, line.setting()?))) else { continue };
        let text = line.value.text.as_str();
        // The case of a level does not matter, that of a facility does.
        let known = row.values.iter().any(|choice| choice.name == text || name == "log_level" && choice.name.eq_ignore_ascii_case(text));
        if text.is_empty() || known {
            continue;
        }
        let finding = report.find(line.value_at, format!("the logger knows no {what} `{text}`"));
        let meant = match text.to_ascii_uppercase().as_str() {
            "ERR" => Some("ERROR"),
            "WARN" => Some("WARNING"),
            "CRITICAL" => Some("CRIT"),
            upper => row.values.iter().map(|choice| choice.name).find(|known| *known == upper),
        };
        match meant {
            Some(meant) if meant != "WARNING" || name == "log_level" => {
                finding.help(format!("write `{meant}`")).edit(Safety::Safe, Edit::replace(line.value_at.span, meant));
            }
            _ => {
                let words: Vec<&str> = row.values.iter().map(|choice| choice.name).collect();
                finding.help(format!("write one of {}", words.join(", ")));
            }
        }
    }
}
