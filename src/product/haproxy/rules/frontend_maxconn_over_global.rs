//! A `maxconn` above the global one.
//!
//! The whole process takes no more than the global `maxconn`: this limit is never reached.
//!
//! ```haproxy bad
//! global
//!     maxconn 100
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     maxconn 5000
//!             ^^^^ this is never reached: the whole process takes 100 connections
//! ```
//! ```haproxy good
//! global
//!     maxconn 10000
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     maxconn 5000
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::Model;
use crate::product::haproxy::quantity::whole_number;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP402",
    name: "frontend-maxconn-over-global",
    level: Level::Warning,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    let Some(global) = model.global("maxconn") else { return };
    let Some(limit) = whole_number(global.word(1)).filter(|limit| *limit > 0 && !global.is_opaque(1)) else { return };
    let mut told: Vec<u32> = Vec::new();
    for proxy in model.live().filter(|proxy| proxy.kind.listens()) {
        let Some(own) = model.keyword(proxy, "maxconn").filter(|own| !own.is_opaque(1)) else { continue };
        let above = whole_number(own.word(1)).is_some_and(|own| own > limit);
        if above && !told.contains(&own.index) {
            told.push(own.index);
            let finding = report.find(own.at(1), format!("this is never reached: the whole process takes {limit} connections"));
            finding
                .section(own.section().label())
                .related(global.all(), "the limit of the process")
                .help("raise the global `maxconn`, or lower this one");
        }
    }
}
