//! Something follows the secret on its line.
//!
//! PgBouncer drops what stands behind the secret. A third field in quotes has no meaning, and no comment is needed to say so.
//!
//! ```userlist bad
//! "app" "md50123456789abcdef0123456789abcdef" "session"
//!                                             ^^^^^^^^^ PgBouncer drops this field: a line has a name and a secret
//! ```
//! ```userlist good
//! "app" "md50123456789abcdef0123456789abcdef" ; the application
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::pgbouncer::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGB154",
    name: "userlist-extra-field",
    level: Level::Info,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for list in &model.userlists {
        for at in list.users.iter().filter_map(|user| user.rest) {
            if list.text.get(at.span.range()).is_some_and(|rest| rest.starts_with('"')) {
                report.find(at, "PgBouncer drops this field: a line has a name and a secret");
            }
        }
    }
}
