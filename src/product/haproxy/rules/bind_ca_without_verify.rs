//! Client certificates have an authority, but nobody asks for them.
//!
//! `ca-file` alone does nothing: without `verify` no certificate is asked for, and every client is let in.
//!
//! ```haproxy bad
//! frontend web
//!     mode http
//!     bind :8443 ssl crt /etc/haproxy/site.pem ca-file /etc/haproxy/ca.pem
//!                                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^ client certificates are not asked for: `verify` is missing
//!     timeout client 1m
//! ```
//! ```haproxy good
//! frontend web
//!     mode http
//!     bind :8443 ssl crt /etc/haproxy/site.pem ca-file /etc/haproxy/ca.pem verify required
//!     timeout client 1m
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Model, Proxy};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP308",
    name: "bind-ca-without-verify",
    level: Level::Error,
    upstream: Upstream::Silent,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if !proxy.is_live() || !proxy.kind.listens() {
        return;
    }
    for bind in proxy.listeners.iter().map(|&index| model.directive(proxy, index)) {
        let Some(authority) = bind.option("ca-file") else { continue };
        // A list of certificates can ask for client certificates by itself.
        let otherwise = ["verify", "crt-list"].iter().any(|option| bind.option(option).is_some());
        if bind.option("ssl").is_some() && !otherwise && !model.is_obscure(bind) {
            let finding = report.find(authority.at(), "client certificates are not asked for: `verify` is missing");
            finding.section(bind.section().label()).help("add `verify required`, or `verify optional`");
        }
    }
}
