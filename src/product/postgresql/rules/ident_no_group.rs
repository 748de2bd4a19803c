//! A mapping puts in what its expression does not capture.
//!
//! `\1` in the user of the database stands for the first parentheses in the expression for the user of the system. Without any, PostgreSQL takes the file and
//! fails at each login.
//!
//! ```ident bad
//! sso /^.*@example[.]com$ \1
//!                         ^^ `\1` stands for the first parentheses of the expression, and there are none
//! ```
//! ```ident good
//! sso /^(.*)@example[.]com$ \1
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC159",
    name: "ident-no-group",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for mapping in model.idents.iter().flat_map(|file| &file.mappings) {
        let is_regex = mapping.system.text.starts_with('/');
        if is_regex && mapping.user.text.contains("\\1") && !mapping.system.text.contains('(') {
            report
                .find(mapping.user.at, "`\\1` stands for the first parentheses of the expression, and there are none")
                .help("put what is meant in parentheses");
        }
    }
}
