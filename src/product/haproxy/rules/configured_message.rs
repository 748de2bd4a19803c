//! The configuration itself raises an alert or a warning.
//!
//! `.alert` makes HAProxy stop and refuse the file, `.warning` is printed.
//!
//! ```haproxy bad
//! .alert "do not deploy this"
//!        ^^^^^^^^^^^^^^^^^^^^ the configuration raises an alert: do not deploy this
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//! ```
//! ```haproxy good
//! .notice "this is only said"
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::load::LoadFaultKind;
use crate::product::haproxy::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP005",
    name: "configured-message",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for fault in &model.document.faults {
        match &fault.kind {
            LoadFaultKind::Alert(text) => {
                report.find(fault.at, format!("the configuration raises an alert: {text}"));
            }
            LoadFaultKind::Warning(text) => {
                report.find(fault.at, format!("the configuration raises a warning: {text}")).upstream(Upstream::Warns);
            }
            _ => {}
        }
    }
}
