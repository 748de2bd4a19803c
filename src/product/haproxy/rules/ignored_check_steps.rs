//! Steps of a check stand where no option uses them.
//!
//! `tcp-check` steps need `option tcp-check`, `http-check` steps `option httpchk`. Without it servers are checked in another way, and
//! HAProxy warns.
//!
//! ```haproxy bad
//! backend app
//!     mode http
//!     timeout connect 5s
//!     timeout server 1m
//!     http-check expect status 200
//!     ^^^^^^^^^^ `http-check` steps have no effect without `option httpchk`
//!     server a 10.0.0.1:80 check
//! ```
//! ```haproxy good
//! backend app
//!     mode http
//!     timeout connect 5s
//!     timeout server 1m
//!     option httpchk
//!     http-check expect status 200
//!     server a 10.0.0.1:80 check
//! ```

use super::Rule;
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::check::{StepKind, kind_in_force};
use crate::product::haproxy::model::Model;

/// The rule.
pub static RULE: Rule =
    Rule { id: "HAP067", name: "ignored-check-steps", level: Level::Warning, upstream: Upstream::Warns, since: "0.1.0", check };

fn check(model: &Model<'_>, report: &mut Report) {
    for proxy in model.live_proxies().filter(|proxy| proxy.kind.connects()) {
        for (keyword, option) in [("tcp-check", "tcp-check"), ("http-check", "httpchk")] {
            let steps = |directive: crate::product::haproxy::model::DirectiveRef<'_, '_>| {
                directive.keyword() == keyword && directive.shape().sound && StepKind::of(directive.sub()).is_some()
            };
            let Some(step) = model.section_of(proxy).directives().find(|directive| steps(*directive)) else { continue };
            let kind = kind_in_force(model, proxy);
            // Another kind of check takes the note of unused HTTP steps away until 3.3.
            let forgotten = keyword == "http-check"
                && !matches!(kind, None | Some("tcp-check"))
                && model.target.version < crate::schema::Version::new(3, 4);
            if kind == Some(option) || forgotten {
                continue;
            }
            let finding = report.find(step.at(0), format!("`{keyword}` steps have no effect without `option {option}`"));
            finding.section(model.section_of(proxy).label()).help(format!("add `option {option}`"));
        }
    }
}
