//! A word that is none of those its keyword can take.
//!
//! HAProxy refuses the file.
//!
//! ```haproxy bad
//! backend app
//!     mode http
//!     timeout connect 5s
//!     timeout server 1m
//!     http-reuse allways
//!                ^^^^^^^ `allways` is not one of `never`, `safe`, `aggressive` and `always`
//!     server a 10.0.0.1:80 check
//! ```
//! ```haproxy fixed
//! backend app
//!     mode http
//!     timeout connect 5s
//!     timeout server 1m
//!     http-reuse always
//!     server a 10.0.0.1:80 check
//! ```

use super::{Check, Rule, wording};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::haproxy::facts::ProblemKind;
use crate::product::haproxy::model::Model;
use crate::text::{Edit, Location, Span, nearest};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP015",
    name: "invalid-choice",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    let version = model.target.version;
    for (directive, problem) in model.problems() {
        let ProblemKind::BadEnum { at, part, words, .. } = problem.kind else { continue };
        let at = usize::from(at);
        let value = directive.word(at);
        let chosen = value.get(part.0 as usize..part.1 as usize).unwrap_or(value);
        let mut place = directive.at(at);
        // Offsets into the value are offsets into the file where nothing is quoted.
        if place.span.len() as usize == value.len() {
            place = Location::new(place.file, Span::new(place.span.start + part.0, place.span.start + part.1));
        }
        let known: Vec<&str> = words.iter().filter(|lit| lit.known(version)).map(|lit| lit.word).collect();
        let message = match words.iter().find(|lit| lit.word == chosen) {
            Some(lit) if lit.since > version => format!("`{chosen}` is known from {}, your target is {version}", lit.since),
            Some(lit) => format!("`{chosen}` was removed in {}, your target is {version}", lit.until),
            None if known.len() <= 12 => format!("`{chosen}` is not one of {}", wording::list(&known)),
            None => format!("`{chosen}` is none of the {} words that can stand here", known.len()),
        };
        let finding = report.find(place, message);
        finding.section(directive.section().label());
        if let Some(nearest) = nearest(chosen, known.iter().copied()) {
            finding.help(format!("did you mean `{nearest}`?")).edit(Safety::Unsafe, Edit::replace(place.span, nearest));
        }
    }
}
