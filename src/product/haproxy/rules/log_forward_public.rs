//! Everybody may send logs.
//!
//! The section takes messages from any address and passes them on: who reaches the port can fill the log, or write what was never said.
//!
//! ```haproxy bad
//! log-forward syslog
//!     dgram-bind *:1514
//!                ^^^^^^ whoever reaches this port can write to the log
//!     log 127.0.0.1:514 local0
//! ```
//! ```haproxy good
//! log-forward syslog
//!     dgram-bind 127.0.0.1:1514
//!     log 127.0.0.1:514 local0
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::endpoint::Endpoint;
use crate::product::haproxy::model::Model;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP318",
    name: "log-forward-public",
    level: Level::Info,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for section in model.sections().filter(|section| section.kind() == "log-forward") {
        for bind in section.directives().filter(|directive| matches!(directive.keyword(), "bind" | "dgram-bind") && !directive.is_opaque(1))
        {
            let address = bind.word(1).trim_start_matches("udp@");
            if Endpoint::parse(address).is_some_and(|endpoint| endpoint.is_wildcard() && endpoint.port.is_some()) {
                let finding = report.find(bind.at(1), "whoever reaches this port can write to the log");
                finding.section(section.label()).help("listen on the address of an internal network");
            }
        }
    }
}
