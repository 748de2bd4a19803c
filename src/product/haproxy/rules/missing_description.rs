//! The statistics page is to show a description that nothing gives.
//!
//! `stats show-desc` without words shows the `description` of a `global` section above it. HAProxy warns if there is none.
//!
//! ```haproxy bad
//! listen stats
//!     mode http
//!     bind 127.0.0.1:8404
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     stats enable
//!     stats show-desc
//!           ^^^^^^^^^ no `description` in a `global` section above says what to show
//! ```
//! ```haproxy good
//! global
//!     description Load balancer of the test cluster
//! listen stats
//!     mode http
//!     bind 127.0.0.1:8404
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     stats enable
//!     stats show-desc
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::load::Prefix;
use crate::product::haproxy::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP073",
    name: "missing-description",
    level: Level::Warning,
    upstream: Upstream::Warns,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    let description = model.named("description").find(|directive| directive.section().kind() == "global").map(|found| found.index);
    for directive in model.named("stats").filter(|directive| directive.shape().sound && directive.line().prefix == Prefix::None) {
        let Some(option) = directive.option("show-desc").filter(|_| directive.len() == 2) else { continue };
        if description.is_none_or(|description| description > directive.index) {
            let finding = report.find(option.word_at(), "no `description` in a `global` section above says what to show");
            finding.section(directive.section().label()).help("write the text behind `show-desc`, or set `description` in `global`");
        }
    }
}
