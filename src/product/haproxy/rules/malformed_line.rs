//! A line that HAProxy cannot split into words.
//!
//! An open quote, a broken escape or variable, or too many words: HAProxy refuses the file, and nothing on the line takes effect.
//!
//! ```haproxy bad
//! frontend web
//!     bind :8080
//!     mode http
//!     timeout client 1m
//!     http-request set-header X-Name "a b
//!                                    ^^^^ this quote is not closed on its line
//! ```
//! ```haproxy good
//! frontend web
//!     bind :8080
//!     mode http
//!     timeout client 1m
//!     http-request set-header X-Name "a b"
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::decode::WordFaultKind;
use crate::product::haproxy::load::LoadFaultKind;
use crate::product::haproxy::model::Model;
use crate::syntax::FaultKind;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP001",
    name: "malformed-line",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for fault in &model.document.faults {
        if let Some((message, help)) = text(&fault.kind) {
            let finding = report.find(fault.at, message);
            if !help.is_empty() {
                finding.help(help);
            }
        }
    }
}

fn text(kind: &LoadFaultKind) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        LoadFaultKind::Text(FaultKind::OpenQuote) => {
            ("this quote is not closed on its line", "close it, or write `\\\"` or `\\'` if the quote belongs to the word")
        }
        LoadFaultKind::Text(FaultKind::Nul) => ("a byte 0 stands in the file", "take it out; the file may be damaged or not be UTF-8"),
        LoadFaultKind::Word(WordFaultKind::BadHex) => {
            ("`\\x` needs two hexadecimal digits", "write `\\\\x` if the backslash belongs to the word")
        }
        LoadFaultKind::Word(WordFaultKind::BadVariable) => {
            ("no variable can be called this", "inside double quotes `$` starts a variable: write `\\$`, or use single quotes")
        }
        LoadFaultKind::Word(WordFaultKind::OpenBrace) => {
            ("this variable is not closed", "HAProxy knows `${NAME}`, `${NAME-default}` and `${NAME[*]}` only, not `${NAME:-default}`")
        }
        LoadFaultKind::Word(WordFaultKind::BadExpansion) => ("only `[*]` can follow the name of a variable", ""),
        LoadFaultKind::Word(WordFaultKind::TooManyWords) => {
            ("this line has more than 64 words", "split it, or move the patterns to a file and load it with `-f`")
        }
        LoadFaultKind::BadScope => ("this is not a scope line", "a line that starts with `[` holds a name in brackets and nothing else"),
        _ => return None,
    })
}
