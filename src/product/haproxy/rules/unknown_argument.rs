//! A word that its keyword does not know.
//!
//! HAProxy refuses the file. The word may be misspelt, stand in the wrong place, or belong to another version.
//!
//! ```haproxy bad
//! backend app
//!     mode http
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:80 chek
//!                          ^^^^ `server` does not know `chek`
//! ```
//! ```haproxy fixed
//! backend app
//!     mode http
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:80 check
//! ```

use super::{Check, Rule, wording};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::haproxy::facts::ProblemKind;
use crate::product::haproxy::model::Model;
use crate::schema::Lookup;
use crate::text::Edit;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP011",
    name: "unknown-argument",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    let version = model.target.version;
    for (directive, problem) in model.problems() {
        let ProblemKind::UnknownWord { at, lookup, expected } = problem.kind else { continue };
        if matches!(lookup, Lookup::Removed(_)) {
            continue;
        }
        let at = usize::from(at);
        let (word, place) = (directive.word(at), directive.at(at));
        let finding = report.find(place, format!("`{}` does not know `{word}`", directive.word(0)));
        finding.section(directive.section().label());
        let other = wording::other_version(lookup, version).or_else(|| {
            let lit = expected.of_other_version(word)?;
            Some(if lit.since > version {
                format!("known from {}, your target is {version}", lit.since)
            } else {
                format!("removed in {}, your target is {version}", lit.until)
            })
        });
        if let Some(other) = other {
            finding.message = format!("`{}` does not know `{word}` in this version: {other}", directive.word(0));
            continue;
        }
        let (nearest, help) = wording::alternatives(word, &expected, version);
        if let Some(nearest) = nearest {
            finding.edit(Safety::Unsafe, Edit::replace(place.span, nearest));
        }
        if let Some(help) = help {
            finding.help(help);
        }
    }
}
