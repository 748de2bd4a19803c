//! A word stands in a section in which it has no place.
//!
//! Depending on the word HAProxy refuses the file or warns and goes on without it.
//!
//! ```haproxy bad
//! defaults
//!     mode http
//!     timeout client 1m
//!     bind :8080
//!     ^^^^ `bind` cannot stand in a `defaults` section
//! frontend web
//!     bind :8081
//! ```
//! ```haproxy good
//! defaults
//!     mode http
//!     timeout client 1m
//! frontend web
//!     bind :8080
//!     bind :8081
//! ```

use super::{Rule, wording};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::facts::{ProblemKind, place};
use crate::product::haproxy::model::Model;
use crate::schema::{Flags, Misplaced, Places};

/// The rule.
pub static RULE: Rule =
    Rule { id: "HAP008", name: "misplaced-keyword", level: Level::Error, upstream: Upstream::Refuses, since: "0.1.0", check };

fn check(model: &Model<'_>, report: &mut Report) {
    for (directive, problem) in model.problems() {
        let ProblemKind::Misplaced { at, row, effect } = problem.kind else { continue };
        let at = usize::from(at);
        let words: Vec<&str> = (0..=at).map(|at| directive.word(at)).collect();
        let kind = directive.section().kind();
        let message = match effect {
            Misplaced::Fail => format!("`{}` cannot stand in a `{kind}` section", words.join(" ")),
            _ if row.flags.has(Flags::NO_DEFAULT_SERVER) => {
                format!("`{}` has no effect on a `{}` line", directive.word(at), directive.word(0))
            }
            _ => format!("`{}` has no effect in a `{kind}` section", words.join(" ")),
        };
        let finding = report.find(directive.at(at), message);
        finding.section(directive.section().label());
        finding.upstream(if effect == Misplaced::Fail { Upstream::Refuses } else { Upstream::Warns });
        let places = places(row.places);
        if !places.is_empty() {
            finding.help(format!("it belongs into {}", wording::list(&places)));
        }
    }
}

fn places(places: Places) -> Vec<&'static str> {
    let mut names = Vec::new();
    if places.overlaps(place::DEFAULTS) {
        names.push("defaults");
    } else if places.overlaps(place::NAMED_DEFAULTS) {
        names.push("defaults NAME");
    }
    for (place, name) in [(place::FRONTEND, "frontend"), (place::LISTEN, "listen"), (place::BACKEND, "backend")] {
        if places.overlaps(place) {
            names.push(name);
        }
    }
    names
}
