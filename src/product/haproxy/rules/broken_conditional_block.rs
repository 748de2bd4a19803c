//! `.if`, `.elif`, `.else` and `.endif` that do not fit together, or a condition that makes no sense.
//!
//! HAProxy refuses the file.
//!
//! ```haproxy bad
//! .if 1
//! ^^^ this block is not closed
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//! ```
//! ```haproxy good
//! .if 1
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//! .endif
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::load::LoadFaultKind;
use crate::product::haproxy::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP003",
    name: "broken-conditional-block",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for fault in &model.document.faults {
        let (message, help) = match &fault.kind {
            LoadFaultKind::BadCondition(message) => {
                (message.clone(), "a condition is a number, or predicates joined with `&&`, `||` and `!`")
            }
            LoadFaultKind::TooDeep => ("blocks cannot be nested this deep".to_owned(), "at most 99 blocks can stand in each other"),
            LoadFaultKind::Unpaired => ("no open `.if` goes with this".to_owned(), "take it out, or put `.if` above"),
            LoadFaultKind::OpenBlock => {
                ("this block is not closed".to_owned(), "put `.endif` at its end; a block ends in the file it starts in")
            }
            LoadFaultKind::UnknownDot => {
                let word = model.source(fault.at.file).slice(fault.at.span);
                (
                    format!("`{word}` is not a directive"),
                    "HAProxy knows `.if`, `.elif`, `.else`, `.endif`, `.alert`, `.warning`, `.notice` and `.diag`",
                )
            }
            LoadFaultKind::ExtraArgument => ("nothing more can stand on this line".to_owned(), "a text of several words needs quotes"),
            _ => continue,
        };
        report.find(fault.at, message).help(help);
    }
}
