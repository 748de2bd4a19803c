//! An empty word ends the arguments of a line.
//!
//! Everything behind it is lost: without a word until 3.1, with a warning in 3.2, and from 3.3 on HAProxy refuses the file.
//!
//! ```haproxy bad target=3.4
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     acl internal src "" 10.0.0.0/8
//!                      ^^ this empty word ends the arguments
//!     http-request deny unless internal
//! ```
//! ```haproxy good
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     acl internal src 10.0.0.0/8
//!     http-request deny unless internal
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::load::LoadFaultKind;
use crate::product::haproxy::model::Model;
use crate::schema::Version;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP004",
    name: "empty-argument",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    let upstream = match model.target.version {
        version if version < Version::new(3, 2) => Upstream::Silent,
        version if version < Version::new(3, 3) => Upstream::Warns,
        _ => Upstream::Refuses,
    };
    for fault in &model.document.faults {
        if matches!(fault.kind, LoadFaultKind::EmptyWord) {
            let finding = report.find(fault.at, "this empty word ends the arguments");
            finding.upstream(upstream).help("take it out; for a variable that may be unset write `${NAME-default}` or `${NAME[*]}`");
        }
    }
}
