//! A section balances between servers, but also sends everything to one place.
//!
//! `transparent` and `balance` exclude each other: HAProxy refuses the file. The address of `dispatch` is not used where `balance` stands:
//! HAProxy warns.
//!
//! ```haproxy bad
//! backend app
//!     mode tcp
//!     timeout connect 5s
//!     timeout server 1m
//!     balance roundrobin
//!     option transparent
//!            ^^^^^^^^^^^ `transparent` cannot stand with `balance`
//! ```
//! ```haproxy good
//! backend app
//!     mode tcp
//!     timeout connect 5s
//!     timeout server 1m
//!     balance roundrobin
//!     server a 10.0.0.1:80 check
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::load::Prefix;
use crate::product::haproxy::model::{DirectiveRef, Model, Proxy};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP063",
    name: "balance-conflict",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if !proxy.is_live() || !proxy.kind.connects() {
        return;
    }
    let Some(balance) = model.setting_that(proxy, |directive| directive.keyword() == "balance") else { return };
    let option = model.setting(proxy, "option", "transparent");
    let (word, dispatch) = (model.setting(proxy, "transparent", ""), model.setting(proxy, "dispatch", ""));
    let mut lines: Vec<DirectiveRef<'_, '_>> = [option, word, dispatch].into_iter().flatten().collect();
    lines.sort_unstable_by_key(|line| line.index);
    // Each line overrules those above it, as HAProxy reads them.
    let (mut transparent, mut dispatched) = (None, None);
    for line in lines {
        match line.keyword() {
            "option" => transparent = (line.line().prefix == Prefix::None).then_some(line),
            "transparent" => (transparent, dispatched) = (Some(line), None),
            _ => (transparent, dispatched) = (None, Some(line)),
        }
    }
    let label = model.section_of(proxy).label();
    if let Some(line) = transparent {
        let at = line.at(usize::from(line.keyword() == "option"));
        let finding = report.find(at, "`transparent` cannot stand with `balance`");
        finding.section(label).related(balance.at(0), "`balance` stands here").help("remove one of the two");
    } else if let Some(line) = dispatched {
        let finding = report.find(line.at(0), "the address of `dispatch` is not used where `balance` stands");
        finding.section(label).related(balance.at(0), "`balance` stands here").upstream(Upstream::Warns);
    }
}
