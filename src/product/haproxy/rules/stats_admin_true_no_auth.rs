//! Everybody may administrate through the statistics page.
//!
//! `stats admin if TRUE` shows buttons that take servers out, and without `stats auth` nothing asks who clicks them.
//!
//! ```haproxy bad
//! listen stats
//!     mode http
//!     bind *:7000
//!     timeout client 1m
//!     stats enable
//!     stats uri /
//!     stats admin if TRUE
//!     ^^^^^^^^^^^ everybody who reaches this port can take servers out
//! ```
//! ```haproxy good
//! listen stats
//!     mode http
//!     bind *:7000
//!     timeout client 1m
//!     stats enable
//!     stats uri /
//!     stats admin if TRUE
//!     stats auth ops:secret
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Mode, Model, Proxy};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP304",
    name: "stats-admin-true-no-auth",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if !proxy.is_live() || !proxy.kind.listens() || proxy.mode != Mode::Http {
        return;
    }
    if model.named_in(proxy.section, "stats").next().is_none() {
        return;
    }
    let guarded = model.chain(proxy).any(|proxy| {
        model.section_of(proxy).directives().any(|directive| match directive.keyword() {
            "stats" => matches!(directive.sub(), "auth" | "http-request"),
            "http-request" | "tcp-request" => !directive.options().is_empty(),
            "block" => true,
            _ => false,
        })
    });
    if guarded || !model.listeners(proxy).any(|listener| !listener.endpoint.is_loopback()) {
        return;
    }
    for admin in model.named_in(proxy.section, "stats").filter(|directive| directive.sub() == "admin") {
        let always = admin.len() == 4 && matches!((admin.word(2), admin.word(3)), ("if", "TRUE") | ("unless", "FALSE"));
        if always {
            let finding = report.find(admin.range(0, 2), "everybody who reaches this port can take servers out");
            finding.section(admin.section().label()).help("add `stats auth USER:PASSWORD`, or bind it to `127.0.0.1`");
        }
    }
}
