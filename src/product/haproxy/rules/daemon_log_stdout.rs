//! Logs go to a stream that `daemon` closes.
//!
//! In the background HAProxy has no standard output and no standard error: what is logged there is lost, and nothing says so. Only the
//! switch `-db` on the command line keeps the process in the foreground in spite of `daemon`.
//!
//! ```haproxy bad
//! global
//!     daemon
//!     log stdout format raw local0
//!         ^^^^^^ what is logged to `stdout` is lost, because `daemon` closes it
//! ```
//! ```haproxy good
//! global
//!     log stdout format raw local0
//! ```
//! ```haproxy good
//! global
//!     daemon
//!     user haproxy
//!     log 127.0.0.1 local0
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::load::Prefix;
use crate::product::haproxy::model::{DirectiveRef, Model, SectionRef};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP103",
    name: "daemon-log-stdout",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

/// Targets that are standard output or standard error.
const STREAMS: [&str; 4] = ["stdout", "stderr", "fd@1", "fd@2"];

fn check(model: &Model<'_>, report: &mut Report) {
    let Some(daemon) = model.global("daemon") else { return };
    let logs = |directive: &DirectiveRef<'_, '_>| directive.keyword() == "log" && directive.line().prefix == Prefix::None;
    let mut lost = model.sections().flat_map(SectionRef::directives).filter(logs).filter(|log| STREAMS.contains(&log.word(1)));
    let Some(first) = lost.next() else { return };
    let finding = report.find(first.at(1), format!("what is logged to `{}` is lost, because `daemon` closes it", first.word(1)));
    finding.section(first.section().label()).related(daemon.at(0), "sends HAProxy to the background");
    for other in lost {
        finding.related(other.at(1), "lost too");
    }
    finding.help("take `daemon` out, as for a container or systemd, or log to a syslog server: `log 127.0.0.1 local0`");
}
