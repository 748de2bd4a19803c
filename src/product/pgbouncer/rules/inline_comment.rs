//! A comment stands behind a value.
//!
//! PgBouncer knows comments at the start of a line only. Behind a value `;` and `#` are part of it: numbers, words and connection strings are
//! refused then, and texts are taken as they stand, with the comment in them.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11 ; primary
//!                      ^^^^^^^^^ the comment is part of the value of `app`
//! [pgbouncer]
//! max_client_conn = 400 # enough
//!                       ^^^^^^^^ the comment is part of the value of `max_client_conn`
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```
//! ```pgbouncer fixed
//! [databases]
//! ; primary
//! app = host=10.0.0.11
//! [pgbouncer]
//! # enough
//! max_client_conn = 400
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! server_check_query = SELECT 1; SELECT ';'
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};
use crate::text::Edit;
use crate::text::{Location, Span, printable};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB008",
    name: "inline-comment",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for setting in &ini.settings {
        if let Some(remark) = setting.remark() {
            let line = Line { name: setting.name, start: setting.name_at.span.start, value: setting.value, value_at: setting.value_at };
            found(&line, remark, setting.held.is_err() && setting.sure, report);
        }
    }
    for entry in ini.entries() {
        if let Some(remark) = entry.remark() {
            let start = entry.name_at.span.start - u32::from(entry.quoted);
            let line = Line { name: entry.name, start, value: entry.value, value_at: entry.value_at };
            found(&line, remark, entry.is_judged(), report);
        }
    }
}

/// The line that has the comment.
struct Line<'n> {
    name: &'n str,
    start: u32,
    value: &'n str,
    value_at: Location,
}

fn found(line: &Line<'_>, remark: Location, refused: bool, report: &mut Report) {
    let finding = report.find(remark, format!("the comment is part of the value of `{}`", printable(line.name)));
    finding.help("put it on a line of its own");
    let (value, comment) = line.value.split_at((remark.span.start - line.value_at.span.start) as usize);
    let kept = line.value_at.span.start + value.trim_end().len() as u32;
    let safety = if refused { Safety::Safe } else { Safety::Unsafe };
    finding.edit(
        safety,
        Edit::insert(
            line.start,
            format!(
                "{comment}
"
            ),
        ),
    );
    finding.edit(safety, Edit::delete(Span::new(kept, remark.span.end)));
    if refused {
        finding.upstream(Upstream::Refuses);
    }
}
