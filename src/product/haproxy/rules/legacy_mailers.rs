//! E-mail alerts are to be sent in a way that goes away.
//!
//! HAProxy 3.3 sends e-mails from Lua only. 3.1 and 3.2 warn of every proxy that has what it needs to send them itself.
//!
//! ```haproxy bad target=3.2
//! mailers relay
//!     mailer one 10.0.0.25:25
//! backend pg
//!     mode tcp
//!     timeout connect 5s
//!     timeout server 1m
//!     email-alert mailers relay
//!     ^^^^^^^^^^^^^^^^^^^ HAProxy 3.3 does not send these alerts any more
//!     email-alert from haproxy@example.com
//!     email-alert to dba@example.com
//!     server pg1 10.0.0.1:5432 check
//! ```
//! ```haproxy good target=3.2
//! backend pg
//!     mode tcp
//!     timeout connect 5s
//!     timeout server 1m
//!     server pg1 10.0.0.1:5432 check
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Model, Proxy};
use crate::product::haproxy::tables::kind;
use crate::schema::Version;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP075",
    name: "legacy-mailers",
    level: Level::Warning,
    upstream: Upstream::Warns,
    since: "0.1.0",
    check: Check::Each(check),
};

/// The versions that warn: from the first, before the second.
const WARNED: (Version, Version) = (Version::new(3, 1), Version::new(3, 3));

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    let warned = WARNED.0 <= model.target.version && model.target.version < WARNED.1;
    // A Lua script may take the sending over, which ends the warnings.
    let lua = || ["lua-load", "lua-load-per-thread"].iter().any(|keyword| model.named(keyword).next().is_some());
    if !warned || !proxy.is_live() || lua() {
        return;
    }
    let setting = |sub: &str| model.setting(proxy, "email-alert", sub).filter(|found| found.shape().sound);
    let (Some(mailers), Some(_), Some(_)) = (setting("mailers"), setting("from"), setting("to")) else { return };
    if model.defined(kind::MAILERS, mailers.word(2)).is_empty() {
        return;
    }
    let own = mailers.section().index == proxy.section;
    let at = if own { mailers.range(0, 2) } else { proxy.at };
    let finding = report.find(at, "HAProxy 3.3 does not send these alerts any more");
    finding.section(model.section_of(proxy).label()).help("send them from a Lua script, or from what watches the statistics");
    if !own {
        finding.related(mailers.range(0, 2), "inherited from here");
    }
}
