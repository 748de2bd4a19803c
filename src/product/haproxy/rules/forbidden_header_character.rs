//! The name of a header holds a character that no such name can hold.
//!
//! Mostly it is the colon of the header's line, or a blank that quotes have brought in. HAProxy sends the header as it is written, which
//! others take for another header or refuse; from 2.8 on it warns.
//!
//! ```haproxy bad
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     http-response set-header X-Frame-Options: DENY
//!                                             ^ `:` cannot be part of the name of a header
//! ```
//! ```haproxy fixed
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     http-response set-header X-Frame-Options DENY
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::haproxy::facts::ProblemKind;
use crate::product::haproxy::model::{DirectiveRef, Model};
use crate::text::{Edit, Span};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP074",
    name: "forbidden-header-character",
    level: Level::Warning,
    upstream: Upstream::Warns,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for (directive, problem) in model.problems() {
        if let ProblemKind::OddHeader { at, byte } = problem.kind {
            tell(directive, usize::from(at), byte, report);
        }
    }
}

fn tell(directive: DirectiveRef<'_, '_>, at: usize, byte: u32, report: &mut Report) {
    let word = directive.word(at);
    let Some(odd) = word.get(byte as usize..).and_then(|rest| rest.chars().next()) else { return };
    let place = directive.within(at, Span::new(byte, byte + odd.len_utf8() as u32));
    let finding = report.find(place, format!("`{odd}` cannot be part of the name of a header"));
    finding.section(directive.section().label()).help("write the name alone: letters, digits and `-`");
    if odd == ':' && byte as usize + 1 == word.len() && place.span.len() == 1 {
        finding.edit(Safety::Safe, Edit::delete(place.span));
    }
}
