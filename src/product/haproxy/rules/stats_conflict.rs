//! The statistics page has both a password and rules of its own.
//!
//! HAProxy refuses the file: `stats auth` and `stats realm` make the rules themselves, so that `stats http-request` cannot stand beside
//! them.
//!
//! ```haproxy bad
//! listen stats
//!     mode http
//!     bind :8404
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     stats realm Statistics
//!     stats http-request deny unless { src 10.0.0.0/8 }
//!           ^^^^^^^^^^^^ `stats http-request` cannot stand beside `stats realm`
//! ```
//! ```haproxy good
//! listen stats
//!     mode http
//!     bind :8404
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     stats enable
//!     stats http-request deny unless { src 10.0.0.0/8 }
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Model, Proxy};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP043",
    name: "stats-conflict",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if proxy.disabled {
        return;
    }
    let setting = |sub: &str| model.own_setting(proxy, "stats", sub);
    let (Some(rule), Some(other)) = (setting("http-request"), setting("auth").or_else(|| setting("realm"))) else { return };
    if !rule.shape().sound || !other.shape().sound {
        return;
    }
    let finding = report.find(rule.at(1), format!("`stats http-request` cannot stand beside `stats {}`", other.sub()));
    finding.section(rule.section().label()).related(other.at(1), "this one");
    finding.help("use `stats http-request auth` with a userlist in place of the password line");
}
