//! A connection string is not made of `key=value` pairs with blanks between them.
//!
//! PgBouncer does not start. A list of hosts has no blanks, and a value with blanks stands in `'…'`.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11, 10.0.0.12
//!                       ^^^^^^^^^ no `=` behind the word
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11 connect_query='SELECT 1'
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};
use crate::syntax::pgbouncer::Wrong;
use crate::text::{Location, Span};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB015",
    name: "connstr-syntax",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for entry in ini.entries().filter(|entry| entry.is_judged() && !entry.is_uri() && entry.remark().is_none()) {
        let Some((wrong, at)) = entry.wrong else { continue };
        let message = match wrong {
            Wrong::NoEquals => "no `=` behind the word",
            Wrong::NoKey => "no key before the `=`",
            Wrong::OpenQuote => "the quote is not closed",
            // They have rules of their own.
            Wrong::NoValue | Wrong::EmptyQuotes => continue,
        };
        if super::connstr_quoting::explains(entry) {
            continue;
        }
        let rest = &entry.value[(at.span.start - entry.value_at.span.start) as usize..];
        let word = rest.split(' ').next().unwrap_or_default();
        let place =
            if wrong == Wrong::NoEquals { Location::new(at.file, Span::new(at.span.start, at.span.start + word.len() as u32)) } else { at };
        let finding = report.find(place, message);
        match entry.params.last() {
            Some(last) if wrong == Wrong::NoEquals && last.key == "host" && last.value.ends_with(',') => {
                finding.help("write the hosts without blanks between them");
            }
            Some(_) if wrong == Wrong::NoEquals => {
                finding.help("put a value that has blanks in `'…'`");
            }
            _ => {}
        }
    }
}
