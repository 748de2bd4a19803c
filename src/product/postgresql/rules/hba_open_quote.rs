//! A quote is not closed on its line.
//!
//! PostgreSQL takes the rest of the line for the word that starts there and says nothing.
//!
//! ```hba bad
//! local all all peer "map=x
//!                    ^^^^^^ this quote is not closed: the rest of the line is one word
//! ```
//! ```hba good
//! local all all peer "map=x"
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::postgresql::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "PGC154",
    name: "hba-open-quote",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for at in model.hbas.iter().flat_map(|file| &file.open_quotes) {
        report.find(*at, "this quote is not closed: the rest of the line is one word").help("close it");
    }
}
