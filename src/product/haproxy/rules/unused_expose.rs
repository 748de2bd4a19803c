//! Experimental directives are allowed, and none is used.
//!
//! `expose-experimental-directives` takes the guard away that keeps an experimental directive from being used unknowingly. From 3.3 on HAProxy
//! warns if nothing needs it any more, as after an upgrade that made a directive a regular one.
//!
//! ```haproxy bad target=3.4
//! global
//!     expose-experimental-directives
//!     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ nothing experimental is used
//! frontend pg
//!     mode tcp
//!     bind :5432
//!     timeout client 1m
//! ```
//! ```haproxy good target=3.4
//! global
//!     expose-experimental-directives
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     http-request normalize-uri path-merge-slashes
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Model, SectionRef};
use crate::schema::{Flags, Version};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP077",
    name: "unused-expose",
    level: Level::Warning,
    upstream: Upstream::Warns,
    since: "0.1.0",
    check: Check::Whole(check),
};

/// From this version on HAProxy warns.
const WARNED: Version = Version::new(3, 3);

/// Parts of words that may ask for something experimental that is no keyword: kinds of addresses, multiplexers and algorithms.
const VALUES: [&str; 5] = ["rht", "quic", "qmux", "h3", "nocc"];

fn check(model: &Model<'_>, report: &mut Report) {
    let Some(expose) = model.global("expose-experimental-directives") else { return };
    if model.target.version >= WARNED && !model.sections().any(may_be_experimental) {
        let finding = report.find(expose.at(0), "nothing experimental is used");
        finding.section(expose.section().label()).help("take it out");
    }
}

/// Whether something in `section` is experimental, or may be.
fn may_be_experimental(section: SectionRef<'_, '_>) -> bool {
    let facts = section.facts();
    let rows = facts.shapes.iter().filter_map(|shape| shape.row).chain(facts.options.iter().map(|option| option.row));
    let values = |word: &str| VALUES.iter().any(|value| word.contains(value));
    rows.into_iter().any(|row| row.flags.has(Flags::EXPERIMENTAL))
        || section.directives().any(|directive| directive.words().iter().any(|word| word.opaque || values(word.text)))
}
