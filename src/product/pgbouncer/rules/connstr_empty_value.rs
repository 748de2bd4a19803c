//! A parameter of a connection string has no value.
//!
//! An empty value takes in the next pair: `host= port=5432` is the host `port=5432`. At the end of the line, and as `''`, it is refused.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host= port=5432
//!             ^^^^^^^^^ the value of `host` is `port=5432`
//! other = port=5432 host=
//!                   ^^^^^ `host` has no value
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11 port=5432
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::ini::{Entry, Param};
use crate::product::pgbouncer::model::{Ini, Model};
use crate::schema::{Known, Version};
use crate::syntax::pgbouncer::Wrong;
use crate::text::printable;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB016",
    name: "connstr-empty-value",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    for entry in ini.entries().filter(|entry| !entry.is_uri()) {
        for (_, param) in entry.own_params().filter(|(_, param)| swallows(entry, param)) {
            let message = if param.row.is_some_and(|row| row.has("secret")) {
                format!("the value of `{}` is the pair behind it", param.key)
            } else {
                format!("the value of `{}` is `{}`", param.key, printable(&param.value))
            };
            report.find(param.value_at, message).help("leave the key out, or give it a value");
        }
        let Some((Wrong::NoValue | Wrong::EmptyQuotes, at)) = entry.wrong else { continue };
        if !entry.is_judged() {
            continue;
        }
        let rest = &entry.value[(at.span.start - entry.value_at.span.start) as usize..];
        let key = rest.split([' ', '=']).next().unwrap_or_default();
        let finding = report.find(at, format!("`{}` has no value", printable(key)));
        finding.help("leave the key out, or give it a value").upstream(Upstream::Refuses);
    }
}

/// Whether the value of `param` is another pair: a blank stands behind the `=`, and a known key behind that.
fn swallows(entry: &Entry<'_>, param: &Param<'_>) -> bool {
    let Some((key, _)) = param.value.split_once('=').filter(|_| !param.quoted) else { return false };
    let known = !matches!(entry.kind.settings().look_up(key, Version::MAX), Known::No);
    known && param.value_at.span.start > param.key_at.span.end + 1
}
