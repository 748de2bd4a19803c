//! Health checks start programs.
//!
//! `insecure-fork-wanted` takes away the protection that keeps a taken-over HAProxy from starting programs. Agents and the checks that
//! HAProxy makes itself do without.
//!
//! ```haproxy bad
//! global
//!     external-check
//!     insecure-fork-wanted
//!     ^^^^^^^^^^^^^^^^^^^^ HAProxy may start programs, also when somebody has taken it over
//! ```
//! ```haproxy good
//! global
//!     maxconn 1000
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP319",
    name: "external-check-fork",
    level: Level::Info,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    if model.global("external-check").is_none() {
        return;
    }
    let Some(fork) = model.global("insecure-fork-wanted") else { return };
    let finding = report.find(fork.at(0), "HAProxy may start programs, also when somebody has taken it over");
    finding
        .section("global")
        .help("use `option tcp-check`, `option httpchk` or an agent instead of external checks, where they can do the same");
}
