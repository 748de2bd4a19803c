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

use super::{Check, Rule, wording};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::facts::{ProblemKind, place};
use crate::product::haproxy::model::{DirectiveRef, Model, Proxy};
use crate::schema::{Flags, Misplaced, Places, Version};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP008",
    name: "misplaced-keyword",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Both(check, in_proxy),
};

/// From this version on `set-timeout` knows the timeout of the client; until then its row alone tells where it may stand.
const CLIENT: Version = Version::new(2, 9);

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

fn in_proxy(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    for directive in model.section_of(proxy).directives() {
        set_timeout(directive, model.target.version, report);
    }
}

/// `set-timeout` needs the side of its timeout: 2.9 brought those of the client.
fn set_timeout(directive: DirectiveRef<'_, '_>, version: Version, report: &mut Report) {
    let Some(option) = directive.options().iter().find(|option| option.row.name == "set-timeout") else { return };
    let at = usize::from(option.at) + 1;
    let timeout = directive.word(at);
    let kind = directive.section().kind();
    let lacking = match (kind, timeout) {
        ("frontend", "server" | "tunnel" | "connect" | "queue") => "has no servers",
        ("backend", "client") => "has no clients",
        _ => return,
    };
    if version >= CLIENT && directive.shape().sound {
        let finding = report.find(directive.at(at), format!("a `{kind}` section {lacking}: `{timeout}` cannot be set here"));
        finding.section(directive.section().label()).help("move the rule to the other side");
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
