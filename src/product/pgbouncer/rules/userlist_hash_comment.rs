//! A comment in a userlist starts with `#`.
//!
//! PgBouncer logs an error and drops the rest of the file: the users above this line can log in, those below it cannot. Only `;` starts a comment here.
//!
//! ```userlist bad
//! "app" "md50123456789abcdef0123456789abcdef"
//! # the web servers
//! ^^^^^^^^^^^^^^^^^ no comment starts with `#` here: PgBouncer reads nothing from here on
//! "web" "md5fedcba9876543210fedcba9876543210"
//! ```
//! ```userlist fixed
//! "app" "md50123456789abcdef0123456789abcdef"
//! ; the web servers
//! "web" "md5fedcba9876543210fedcba9876543210"
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::pgbouncer::model::Model;
use crate::product::pgbouncer::userlist::Stop;
use crate::text::{Edit, Span};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB050",
    name: "userlist-hash-comment",
    level: Level::Error,
    upstream: Upstream::Warns,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for list in &model.userlists {
        let Some((Stop::Hash, at)) = list.stop else { continue };
        let finding = report.find(at, "no comment starts with `#` here: PgBouncer reads nothing from here on");
        finding.help("a comment starts with `;`");
        // All such lines are mended at once: the next one would be found as soon as this one is gone.
        let mut start = at.span.start;
        for line in list.text.get(at.span.start as usize..).unwrap_or_default().split_inclusive('\n') {
            let indent = (line.len() - line.trim_start().len()) as u32;
            if line.trim_start().starts_with('#') {
                finding.edit(Safety::Safe, Edit::replace(Span::new(start + indent, start + indent + 1), ";"));
            } else if !line.trim_start().starts_with(['"', ';']) && !line.trim().is_empty() {
                break;
            }
            start += line.len() as u32;
        }
    }
}
