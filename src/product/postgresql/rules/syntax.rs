//! A line is no setting: the program stops reading it at some word.
//!
//! A value that does not start with a letter or a digit, that holds a blank, a comma or another such character, or that is two words with
//! one dot between them has to stand in single quotes. PostgreSQL does not start; a server that runs keeps its old settings.
//!
//! ```postgresql bad
//! listen_addresses = *
//!                    ^ syntax error at `*`
//! ```
//! ```postgresql fixed
//! listen_addresses = '*'
//! ```
//! ```postgresql bad
//! max_connections = 200
//! port =
//! ^^^^^^ syntax error: the value is missing
//! shared_buffers: 1GB
//! ^^^^^^^^^^^^^^^ syntax error at `shared_buffers:`
//! ```
//! ```postgresql bad
//! cluster_name = db.example # the name of the cluster
//!                ^^^^^^^^^^ syntax error at `db.example`
//! ```
//! ```postgresql fixed
//! cluster_name = 'db.example' # the name of the cluster
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::postgresql::conf::{Conf, Fault};
use crate::product::postgresql::model::Model;
use crate::product::postgresql::settings::setting;
use crate::product::postgresql::value::read;
use crate::schema::Known;
use crate::syntax::guc::Kind;
use crate::text::{Edit, Span, printable};

/// The rule.
pub static RULE: Rule =
    Rule { id: "PGC001", name: "syntax", level: Level::Error, upstream: Upstream::Refuses, since: "0.1.0", check: Check::Each(check) };

fn check(model: &Model<'_>, conf: &Conf<'_>, report: &mut Report) {
    for fault in &conf.faults {
        let text = model.input.sources.get(fault.at.file).text();
        let word = text.get(fault.at.span.range()).unwrap_or_default();
        let message = match fault.token {
            None => "syntax error: the value is missing".to_owned(),
            Some(Kind::Error) if word == "'" => "syntax error: the quote is not closed".to_owned(),
            Some(_) => format!("syntax error at `{}`", printable(word)),
        };
        let at = if fault.token.is_none() { fault.line } else { fault.at };
        let finding = report.find(at, message);
        match unquoted(conf, fault, text) {
            Some((span, quoted)) => {
                finding.help("put the value in single quotes").edit(Safety::Safe, Edit::replace(span, quoted));
            }
            None => {
                finding
                    .help("a line is `name = value`; a value with other characters than letters, digits and `_` stands in single quotes");
            }
        }
    }
}

/// The value of a line that lacks its quotes, with them, if that makes a setting of it.
fn unquoted(conf: &Conf<'_>, fault: &Fault, text: &str) -> Option<(Span, String)> {
    let line = text.get(fault.line.span.range())?;
    let name = line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().filter(|name| !name.is_empty())?;
    let rest = line[name.len()..].trim_start_matches([' ', '\t']);
    let value = rest.strip_prefix('=').unwrap_or(rest).trim();
    let plain = !value.is_empty() && !value.contains(['\'', '"', '\\', '=']) && value.len() < line.len() - name.len();
    let Known::Yes(row) = setting(name, conf.version) else { return None };
    if !plain || read(row, value, conf.version).is_err() {
        return None;
    }
    let end = fault.line.span.start + line.trim_end().len() as u32;
    Some((Span::new(end - value.len() as u32, end), format!("'{value}'")))
}
