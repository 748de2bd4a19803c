//! A proxy that works on HTTP counts its clients later than it could.
//!
//! `tcp-request content track-sc…` runs when a request has been read. What is no valid request never gets there, and neither its client nor
//! its error is counted. If the key is known before, `tcp-request session` counts it in time. HAProxy warns.
//!
//! ```haproxy bad
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     stick-table type ip size 100k expire 10m store http_err_rate(1m)
//!     tcp-request content track-sc0 src
//!                         ^^^^^^^^^ clients that send no valid HTTP are not counted here
//! ```
//! ```haproxy good
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     stick-table type ip size 100k expire 10m store http_err_rate(1m)
//!     tcp-request session track-sc0 src
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::expr::table::Fetch;
use crate::product::haproxy::model::{DirectiveRef, Mode, Model, Proxy, ProxyKind};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP072",
    name: "late-tracking",
    level: Level::Warning,
    upstream: Upstream::Warns,
    since: "0.1.0",
    check: Check::Each(check),
};

/// The validity point at which the body of a request is there, and with it whatever comes from requests.
const REQUEST: u32 = 1 << 4;

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    let accepts = proxy.kind.listens() || proxy.kind == ProxyKind::Defaults;
    if proxy.mode != Mode::Http || !accepts || !model.is_resolved(proxy) {
        return;
    }
    for rule in model.named_in(proxy.section, "tcp-request").filter(|rule| rule.sub() == "content" && rule.shape().sound) {
        let Some(track) = rule.option("track-sc") else { continue };
        let at = usize::from(track.option.at);
        if is_early(model, proxy, rule, at + 1) {
            let finding = report.find(rule.at(at), "clients that send no valid HTTP are not counted here");
            finding.section(rule.section().label()).help("use `tcp-request session`: the key is known there already");
        }
    }
}

/// Whether neither the key at word `at` of `rule` nor its condition looks at the request.
fn is_early(model: &Model<'_>, proxy: &Proxy<'_>, rule: DirectiveRef<'_, '_>, at: usize) -> bool {
    let key = model.fetch_at(rule, at);
    let terms = || model.terms_of(proxy, rule.index);
    let is_early_term = |fetches: Option<Vec<&Fetch>>| fetches.is_some_and(|fetches| !fetches.iter().any(|fetch| looks_at_request(fetch)));
    // A condition that is not understood as a whole may hold anything.
    let understood = rule.shape().condition == 0 || !terms().is_empty();
    key.is_some_and(|key| !looks_at_request(key)) && understood && terms().iter().all(|used| is_early_term(model.fetches(proxy, used)))
}

fn looks_at_request(fetch: &Fetch) -> bool {
    (fetch.http || fetch.layer6) && fetch.points & REQUEST != 0
}
