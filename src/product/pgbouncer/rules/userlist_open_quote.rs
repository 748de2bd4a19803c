//! A quote in a userlist is not closed.
//!
//! PgBouncer looks for its end in the lines below, logs an error if there is none, and drops all from that user on.
//!
//! ```userlist bad
//! "app" "md50123456789abcdef0123456789abcdef"
//! "web" "md5fedcba9876543210fedcba9876543210
//!       ^ this quote is not closed: PgBouncer reads nothing from the line on
//! ```
//! ```userlist good
//! "app" "md50123456789abcdef0123456789abcdef"
//! "web" "md5fedcba9876543210fedcba9876543210"
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::Model;
use crate::product::pgbouncer::userlist::Stop;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB052",
    name: "userlist-open-quote",
    level: Level::Error,
    upstream: Upstream::Warns,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for list in &model.userlists {
        if let Some((Stop::OpenQuote, at)) = list.stop {
            let finding = report.find(at, "this quote is not closed: PgBouncer reads nothing from the line on");
            finding.help("write `\"name\" \"secret\"`; a quote within stands twice");
        }
    }
}
