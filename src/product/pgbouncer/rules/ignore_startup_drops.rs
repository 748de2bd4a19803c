//! A startup parameter that means something is thrown away.
//!
//! PgBouncer drops what `ignore_startup_parameters` lists, and the client believes that it holds: a `search_path` or a `statement_timeout` that the
//! application asks for is not set.
//!
//! ```pgbouncer bad
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ignore_startup_parameters = extra_float_digits,search_path
//!                                                ^^^^^^^^^^^ `search_path` of a client is thrown away without a word
//! ```
//! ```pgbouncer good
//! [databases]
//! app = host=10.0.0.11
//! [pgbouncer]
//! listen_addr = 127.0.0.1
//! auth_file = /etc/pgbouncer/userlist.txt
//! ignore_startup_parameters = extra_float_digits
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::{Ini, Model};
use crate::text::{Location, Span};

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB128",
    name: "ignore-startup-drops",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

/// Parameters that change what queries do.
const MATTER: [&str; 8] = [
    "search_path",
    "statement_timeout",
    "lock_timeout",
    "idle_in_transaction_session_timeout",
    "role",
    "session_authorization",
    "default_transaction_isolation",
    "default_transaction_read_only",
];

fn check(_: &Model<'_>, ini: &Ini<'_>, report: &mut Report) {
    let Some(setting) = ini.given("ignore_startup_parameters") else { return };
    let mut start = setting.value_at.span.start;
    for part in setting.value.split(',') {
        let word = part.trim();
        let at = start + (part.len() - part.trim_start().len()) as u32;
        start += part.len() as u32 + 1;
        // What is tracked is passed on, whatever is to be ignored.
        let tracked = ini.list("track_extra_parameters").any(|tracked| tracked.eq_ignore_ascii_case(word));
        if MATTER.contains(&word) && !tracked {
            let at = Location::new(setting.value_at.file, Span::new(at, at + word.len() as u32));
            let finding = report.find(at, format!("`{word}` of a client is thrown away without a word"));
            finding.help("set it for the role or the database in PostgreSQL, or with `connect_query`");
        }
    }
}
