//! A tab stands between two pairs of a connection string.
//!
//! Only the space separates pairs. A tab becomes part of the value before it, or of the key behind it, which is refused then.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11 	port=5432
//!                      ^ the tab is part of the key
//! other = host=10.0.0.11	port=5432
//!                       ^ the tab is part of the value of `host`
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```
//! ```pgbouncer fixed
//! [databases]
//! app = host=10.0.0.11  port=5432
//! other = host=10.0.0.11 port=5432
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};
use crate::text::Edit;
use crate::text::{Location, Span};

/// The rule.
pub static RULE: Rule =
    Rule { id: "PGB017", name: "connstr-tab", level: Level::Error, upstream: Upstream::Silent, since: "0.1.0", check: Check::Each(check) };

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for entry in ini.entries() {
        for (_, param) in entry.own_params() {
            if let Some(at) = param.key.find('\t') {
                let judged = entry.is_judged();
                let finding = report.find(byte(param.key_at, at), "the tab is part of the key");
                finding.help("write a space").edit(Safety::Safe, Edit::replace(byte(param.key_at, at).span, " "));
                if judged {
                    finding.upstream(Upstream::Refuses);
                }
            } else if let Some(at) = param.value.find('\t').filter(|_| !param.quoted) {
                let place = byte(param.value_at, at);
                let finding = report.find(place, format!("the tab is part of the value of `{}`", param.key));
                finding.help("write a space").edit(Safety::Safe, Edit::replace(place.span, " "));
            }
        }
    }
}

/// The byte number `at` of what is at `place`.
fn byte(place: Location, at: usize) -> Location {
    let start = place.span.start + at as u32;
    Location::new(place.file, Span::new(start, start + 1))
}
