//! A name or a secret in a userlist is too long.
//!
//! PgBouncer logs an error and drops the rest of the file: the users above this line can log in, those below it cannot. Names may have 127 bytes and secrets 2047; before 1.16 it was 63 and 159, and from 1.26 on secrets may have 65530.
//!
//! ```userlist bad target=1.15
//! "uuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuu" "md50123456789abcdef0123456789abcdef"
//! ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the name has 70 bytes, PgBouncer 1.15 takes 63
//! ```
//! ```userlist good
//! "uuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuu" "md50123456789abcdef0123456789abcdef"
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::Model;
use crate::product::pgbouncer::userlist::Stop;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB053",
    name: "userlist-too-long",
    level: Level::Error,
    upstream: Upstream::Warns,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for list in &model.userlists {
        let (what, longest, at) = match list.stop {
            Some((Stop::LongName(longest), at)) => ("name", longest, at),
            Some((Stop::LongSecret(longest), at)) => ("secret", longest, at),
            _ => continue,
        };
        let message = format!("the {what} has {} bytes, PgBouncer {} takes {longest}", at.span.len() - 2, model.version);
        report.find(at, message).help("PgBouncer reads nothing from here on");
    }
}
