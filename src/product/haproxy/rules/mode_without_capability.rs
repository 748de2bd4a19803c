//! A mode needs the other side of a proxy.
//!
//! `log` and `spop` are modes of servers, `haterm` one of listeners: HAProxy refuses them in a section that has none.
//!
//! ```haproxy bad target=3.2
//! frontend in
//!     mode log
//!          ^^^ a `frontend` has no servers, which mode `log` needs
//!     bind :8080
//! ```
//! ```haproxy good target=3.2
//! backend logs
//!     mode log
//!     server a udp@10.0.0.1:514
//! listen in
//!     bind :8080
//!     timeout client 1m
//!     timeout connect 5s
//!     timeout server 1m
//!     log backend@logs local0
//!     server a 10.0.0.2:80
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::model::{Model, Proxy, ProxyKind};
use crate::schema::Version;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP088",
    name: "mode-without-capability",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

/// From this version on a frontend may inherit mode `log`.
const INHERITS: Version = Version::new(3, 3);

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    let lacking = match proxy.kind {
        ProxyKind::Frontend => "servers",
        ProxyKind::Backend => "listeners",
        ProxyKind::Listen | ProxyKind::Defaults => return,
    };
    let needed = |mode: &str| match mode {
        "log" | "spop" => "servers",
        "haterm" => "listeners",
        _ => "",
    };
    for line in model.named_in(proxy.section, "mode").filter(|line| line.shape().sound && needed(line.word(1)) == lacking) {
        let mode = line.word(1);
        let finding = report.find(line.at(1), format!("a `{}` has no {lacking}, which mode `{mode}` needs", proxy.kind.as_str()));
        finding.section(line.section().label()).help("use `mode tcp` or `mode http`, or put the line into another section");
    }
    let inherited = model.setting(proxy, "mode", "").filter(|mode| mode.section().index != proxy.section && mode.word(1) == "log");
    if let (Some(mode), true) = (inherited, proxy.is_live() && lacking == "servers" && model.target.version < INHERITS) {
        let finding = report.find(proxy.at, "this frontend has no servers, which mode `log` of its `defaults` needs");
        finding.section(model.section_of(proxy).label()).related(mode.at(1), "set here").help("set `mode tcp` or `mode http`");
    }
}
