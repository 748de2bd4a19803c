//! A time that HAProxy reads in another way than it is written.
//!
//! Text behind the unit is ignored: `10sec` is ten seconds, `1h30m` one hour. A small number without a unit is taken as milliseconds:
//! `timeout client 30` cuts every connection that is idle for 0.03 seconds. HAProxy warns of the first in every version and of the second
//! from 3.1 on.
//!
//! ```haproxy bad
//! backend app
//!     mode tcp
//!     timeout connect 5sec
//!                       ^^ HAProxy ignores `ec` behind the time
//!     timeout server 1m
//!     server a 10.0.0.1:80 check
//! ```
//! ```haproxy bad target=3.4
//! backend app
//!     mode tcp
//!     timeout connect 5s
//!     timeout server 50
//!                    ^^ `50` without a unit means milliseconds
//!     server a 10.0.0.1:80 check
//! ```
//! ```haproxy good
//! backend app
//!     mode tcp
//!     timeout connect 5s
//!     timeout server 1m
//!     server a 10.0.0.1:80 check
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::haproxy::facts::ProblemKind;
use crate::product::haproxy::model::Model;
use crate::text::Edit;

/// The rule.
pub static RULE: Rule =
    Rule { id: "HAP065", name: "odd-time", level: Level::Warning, upstream: Upstream::Warns, since: "0.1.0", check: Check::Whole(check) };

fn check(model: &Model<'_>, report: &mut Report) {
    for (directive, problem) in model.problems() {
        let ProblemKind::OddTime { at, trailing } = problem.kind else { continue };
        let at = usize::from(at);
        let word = directive.word(at);
        let label = directive.section().label();
        if let Some(part) = trailing {
            let text = &word[part.start as usize..];
            let finding = report.find(directive.within(at, part), format!("HAProxy ignores `{text}` behind the time"));
            finding.section(label).help(format!("write `{}`, or the time in one unit", &word[..part.start as usize]));
        } else {
            let place = directive.at(at);
            let finding = report.find(place, format!("`{word}` without a unit means milliseconds"));
            finding.section(label).help(format!("write `{word}ms` if that is meant, `{word}s` for seconds"));
            finding.edit(Safety::Unsafe, Edit::replace(place.span, format!("{word}s")));
        }
    }
}
