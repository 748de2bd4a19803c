//! A value in a connection string is quoted as PgBouncer does not know it.
//!
//! Only `'…'` quotes, and a quote within is written twice. Double quotes are part of the value, a backslash is a backslash, and the character
//! behind a closing quote is dropped.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host='10.0.0.11'port=5432
//!                       ^ the character behind the closing quote is dropped
//! other = host=10.0.0.11 application_name="my app"
//!                                         ^ a double quote is part of the value
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host='10.0.0.11' port=5432
//! other = host=10.0.0.11 application_name='it''s mine'
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::ini::Entry;
use crate::product::pgbouncer::model::{Ini, Model};
use crate::syntax::pgbouncer::Wrong;
use crate::text::{Location, Span};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB019",
    name: "connstr-quoting",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

/// Whether wrong quotes are why the connection string of `entry` ends early.
pub(super) fn explains(entry: &Entry<'_>) -> bool {
    let last = entry.params.last();
    last.is_some_and(|last| last.dropped.is_some() || is_double(last))
}

/// Whether the value is meant to stand in double quotes.
fn is_double(param: &crate::product::pgbouncer::ini::Param<'_>) -> bool {
    param.value.starts_with('"') && !param.quoted
}

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for entry in ini.entries() {
        let refused = entry.is_judged() && matches!(entry.wrong, Some((Wrong::NoEquals | Wrong::OpenQuote, _)));
        for (index, param) in entry.own_params() {
            let next_refused = entry.is_judged() && entry.params.get(index + 1).is_some_and(|next| next.refusal.is_some());
            let last = index + 1 == entry.params.len();
            let finding = if let Some(dropped) = param.dropped {
                let finding = report.find(dropped, "the character behind the closing quote is dropped");
                let escaped = param.value.ends_with('\\');
                finding.help(if escaped { "a backslash escapes nothing; write a quote as `''`" } else { "put a space behind the quote" })
            } else if is_double(param) {
                let start = param.value_at.span.start;
                let at = Location::new(param.value_at.file, Span::new(start, start + 1));
                report.find(at, "a double quote is part of the value").help("write `'…'`")
            } else {
                continue;
            };
            if next_refused || last && refused {
                finding.upstream(Upstream::Refuses);
            }
        }
    }
}
