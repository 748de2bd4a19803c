//! A userlist starts with a byte order mark.
//!
//! PgBouncer takes the mark for text where a quote is to stand, logs an error and drops the whole file: nobody can log in.
//!
//! ```userlist bad
//! ﻿"app" "md50123456789abcdef0123456789abcdef"
//! ^^^ a byte order mark stands before the first user: PgBouncer reads nothing
//! ```
//! ```userlist fixed
//! "app" "md50123456789abcdef0123456789abcdef"
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::pgbouncer::model::Model;
use crate::product::pgbouncer::userlist::Stop;
use crate::text::Edit;

/// The rule.
pub static RULE: Rule =
    Rule { id: "PGB054", name: "userlist-bom", level: Level::Error, upstream: Upstream::Warns, since: "0.1.0", check: Check::Whole(check) };

fn check(model: &Model<'_>, report: &mut Report) {
    for list in &model.userlists {
        let Some((Stop::Bom, at)) = list.stop else { continue };
        let finding = report.find(at, "a byte order mark stands before the first user: PgBouncer reads nothing");
        finding.help("save the file without it").edit(Safety::Safe, Edit::delete(at.span));
    }
}
