//! A log goes to a ring that does not exist.
//!
//! `haproxy -c` accepts the file, but HAProxy does not start with it.
//!
//! ```haproxy bad
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     log ring@events local0
//!         ^^^^^^^^^^^ no ring is called `events`
//! ```
//! ```haproxy good
//! ring events
//!     size 32768
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     log ring@events local0
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Model, SectionRef};
use crate::text::nearest;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP127",
    name: "log-ring-unknown",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    let rings: Vec<&str> = model.sections().filter(|ring| ring.kind() == "ring").filter_map(SectionRef::name).collect();
    for directive in model.named("log").filter(|directive| !directive.is_opaque(1)) {
        let Some(name) = directive.word(1).strip_prefix("ring@").filter(|name| !rings.contains(name)) else { continue };
        let finding = report.find(directive.at(1), format!("no ring is called `{name}`"));
        finding.section(directive.section().label());
        match nearest(name, rings.iter().copied()) {
            Some(nearest) => finding.help(format!("did you mean `{nearest}`?")),
            None => finding.help(format!("add a section `ring {name}`")),
        };
    }
}
