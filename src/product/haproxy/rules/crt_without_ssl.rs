//! A certificate on a listener without `ssl`.
//!
//! The listener speaks plain text, and the certificate is ignored.
//!
//! ```haproxy bad
//! frontend web
//!     mode http
//!     bind :8443 crt /etc/haproxy/site.pem
//!                ^^^^^^^^^^^^^^^^^^^^^^^^^ this listener speaks plain text: `ssl` is missing
//!     timeout client 1m
//! ```
//! ```haproxy good
//! frontend web
//!     mode http
//!     bind :8443 ssl crt /etc/haproxy/site.pem
//!     timeout client 1m
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::haproxy::model::{Model, Proxy};
use crate::text::Edit;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP309",
    name: "crt-without-ssl",
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
        let Some(certificate) = bind.option("crt").or_else(|| bind.option("crt-list")) else { continue };
        if bind.option("ssl").is_none() && !model.is_obscure(bind) {
            let finding = report.find(certificate.at(), "this listener speaks plain text: `ssl` is missing");
            finding
                .section(bind.section().label())
                .help("add `ssl`")
                .edit(Safety::Unsafe, Edit::insert(certificate.at().span.start, "ssl "));
        }
    }
}
