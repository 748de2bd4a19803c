//! A rule needs what a client sends, and nothing waits for it.
//!
//! `tcp-request content` rules run as soon as a connection is there. Without `tcp-request inspect-delay` the first bytes may not have come,
//! and a tracked key or a capture is there or not by chance. HAProxy warns of these two.
//!
//! ```haproxy bad
//! frontend pg
//!     mode tcp
//!     bind :5432
//!     timeout client 1m
//!     tcp-request content capture req.ssl_sni len 100
//!                         ^^^^^^^ nothing waits for what `req.ssl_sni` looks at
//! ```
//! ```haproxy good
//! frontend pg
//!     mode tcp
//!     bind :5432
//!     timeout client 1m
//!     tcp-request inspect-delay 5s
//!     tcp-request content capture req.ssl_sni len 100
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Model, Proxy, ProxyKind};
use crate::product::haproxy::quantity::milliseconds;
use crate::schema::Flags;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP079",
    name: "missing-inspect-delay",
    level: Level::Warning,
    upstream: Upstream::Warns,
    since: "0.1.0",
    check: Check::Each(check),
};

/// The validity point of a session: what is there needs no waiting.
const SESSION: u32 = 1 << 1;

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    let accepts = proxy.kind.listens() || proxy.kind == ProxyKind::Defaults;
    if !accepts || !model.is_resolved(proxy) {
        return;
    }
    for rule in model.named_in(proxy.section, "tcp-request").filter(|rule| rule.sub() == "content" && rule.shape().sound) {
        let Some(action) = rule.each_option().nth(1).filter(|action| action.option.row.flags.has(Flags::AWAITS)) else { continue };
        let at = usize::from(action.option.at);
        let Some(fetch) = model.fetch_at(rule, at + 1).filter(|fetch| fetch.points & SESSION == 0) else { continue };
        if waits(model, proxy) {
            return;
        }
        let finding = report.find(rule.at(at), format!("nothing waits for what `{}` looks at", fetch.name));
        finding.section(rule.section().label()).help("set `tcp-request inspect-delay 5s` in this section");
    }
}

/// Whether `proxy` waits for content; true if that is not known.
fn waits(model: &Model<'_>, proxy: &Proxy<'_>) -> bool {
    let delay = model.setting(proxy, "tcp-request", "inspect-delay");
    delay.is_some_and(|delay| delay.is_opaque(2) || milliseconds(delay.word(2)) != Some(0))
}
