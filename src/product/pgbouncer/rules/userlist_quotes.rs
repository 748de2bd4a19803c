//! A field of a userlist is not in double quotes.
//!
//! PgBouncer logs an error and drops the rest of the file: the users above this line can log in, those below it cannot. Names and secrets stand in double quotes; single quotes or none are not taken.
//!
//! ```userlist bad
//! "app" "md50123456789abcdef0123456789abcdef"
//! 'web' 'md5fedcba9876543210fedcba9876543210'
//! ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ a name in double quotes is to stand here: PgBouncer reads nothing from here on
//! ```
//! ```userlist fixed
//! "app" "md50123456789abcdef0123456789abcdef"
//! "web" "md5fedcba9876543210fedcba9876543210"
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::pgbouncer::model::Model;
use crate::product::pgbouncer::userlist::Stop;
use crate::text::Edit;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB051",
    name: "userlist-quotes",
    level: Level::Error,
    upstream: Upstream::Warns,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for list in &model.userlists {
        let Some((Stop::Unquoted, at)) = list.stop else { continue };
        let finding = report.find(at, "a name in double quotes is to stand here: PgBouncer reads nothing from here on");
        finding.help("write `\"name\" \"secret\"`");
        let text = list.text.get(at.span.range()).unwrap_or_default();
        if let Some(fixed) = quoted(text) {
            finding.edit(Safety::Safe, Edit::replace(at.span, fixed));
        }
    }
}

/// A line of two plain words, each in single quotes or none, in double quotes.
fn quoted(line: &str) -> Option<String> {
    let mut words = line.split_ascii_whitespace().map(|word| {
        let inner = word.strip_prefix('\'').and_then(|word| word.strip_suffix('\'')).unwrap_or(word);
        (!inner.is_empty() && !inner.contains(['"', '\'', '=', ':', ',', ';', '[', '\\'])).then_some(inner)
    });
    match (words.next(), words.next(), words.next()) {
        (Some(Some(name)), Some(Some(secret)), None) => Some(format!("\"{name}\" \"{secret}\"")),
        _ => None,
    }
}
