//! Steps of a health check that no option puts to use.
//!
//! HAProxy warns and makes another check: `tcp-check` steps need `option tcp-check`, `http-check` steps need `option httpchk`. Until 3.3 it
//! says so of `http-check disable-on-404` and `send-state`, too, where another check is made, and of frontends that inherit them.
//!
//! ```haproxy bad
//! backend pg
//!     mode tcp
//!     timeout connect 5s
//!     timeout server 1m
//!     tcp-check connect
//!     ^^^^^^^^^ without `option tcp-check` this step is ignored
//!     server pg1 10.0.0.1:5432 check
//! ```
//! ```haproxy good
//! backend pg
//!     mode tcp
//!     timeout connect 5s
//!     timeout server 1m
//!     option tcp-check
//!     tcp-check connect
//!     tcp-check send-binary 0000000804d2162f
//!     tcp-check expect rbinary ^(53|4e)
//!     server pg1 10.0.0.1:5432 check
//! ```
//! ```haproxy bad
//! defaults
//!     mode http
//!     timeout connect 5s
//!     timeout client 1m
//!     timeout server 1m
//!     option httpchk
//!     http-check send-state
//! frontend web
//!          ^^^ `http-check send-state` is ignored in a frontend
//!     bind :8080
//!     default_backend app
//! backend app
//!     server a 10.0.0.1:80 check
//! backend old
//!         ^^^ `http-check send-state` is ignored without `option httpchk`
//!     option ssl-hello-chk
//!     server b 10.0.0.2:80 check
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::check::{KINDS, kind_in_force};
use crate::product::haproxy::load::Prefix;
use crate::product::haproxy::model::{DirectiveRef, Model, Proxy};
use crate::schema::Version;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP041",
    name: "ignored-check-rules",
    level: Level::Warning,
    upstream: Upstream::Warns,
    since: "0.1.0",
    check: Check::Each(check),
};

/// From this version on the option in force at the end of the section counts; before, one below a step made HAProxy forget to warn.
const AT_THE_END: Version = Version::new(3, 4);

/// Settings of `http-check` that are no steps.
const SETTINGS: [&str; 2] = ["disable-on-404", "send-state"];

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if !proxy.is_live() {
        return;
    }
    if model.target.version < AT_THE_END {
        settings(model, proxy, report);
    }
    if proxy.kind.connects() {
        steps(model, proxy, report);
    }
}

fn steps(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    let mut told: Vec<&str> = Vec::new();
    let options = own_options(model, proxy);
    for directive in model.section_of(proxy).directives().filter(|directive| directive.shape().sound) {
        let keyword = directive.keyword();
        let option = match keyword {
            "tcp-check" => "tcp-check",
            "http-check" if !SETTINGS.contains(&directive.sub()) => "httpchk",
            _ => continue,
        };
        if !told.contains(&keyword) && is_ignored(model, proxy, &options, directive, option) {
            told.push(keyword);
            let finding = report.find(directive.at(0), format!("without `option {option}` this step is ignored"));
            finding.section(directive.section().label()).help(format!("add `option {option}` above it, or take the steps out"));
        }
    }
}

/// Tells of the settings that have no effect because `proxy` makes another check than an HTTP one. A frontend makes none, but is looked at
/// all the same if it inherits them together with a kind of check.
fn settings(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    let connects = proxy.kind.connects();
    let from = if connects { Some(proxy) } else { proxy.parent.map(|parent| &model.proxies[parent]) };
    let Some((from, kind)) = from.and_then(|from| Some((from, kind_in_force(model, from)?))) else { return };
    // An external check is no rule set, and is not looked at.
    if kind == "external-check" || connects && kind == "httpchk" {
        return;
    }
    for name in SETTINGS {
        let Some(setting) = model.setting(from, "http-check", name).filter(|setting| setting.shape().sound) else { continue };
        let place = if connects { "without `option httpchk`" } else { "in a frontend" };
        let message = format!("`http-check {name}` is ignored {place}");
        let own = setting.section().index == proxy.section;
        let finding = report.find(if own { setting.range(0, 2) } else { proxy.at }, message);
        finding.section(model.section_of(proxy).label()).help("let it stand in the backends that have `option httpchk`");
        if !own {
            finding.related(setting.range(0, 2), "inherited from here");
        }
    }
}

/// The options of `proxy` itself that choose a kind of check, in order.
fn own_options<'m, 's>(model: &'m Model<'s>, proxy: &Proxy<'s>) -> Vec<DirectiveRef<'m, 's>> {
    let options = model.section_of(proxy).directives().filter(|directive| directive.keyword() == "option");
    options.filter(|option| option.line().prefix == Prefix::None && KINDS.iter().any(|(kind, _)| *kind == option.sub())).collect()
}

fn is_ignored<'s>(
    model: &Model<'s>,
    proxy: &Proxy<'s>,
    options: &[DirectiveRef<'_, 's>],
    step: DirectiveRef<'_, 's>,
    wanted: &str,
) -> bool {
    let last = options.last();
    if let Some(last) = last {
        return last.sub() != wanted && (last.index < step.index || model.target.version >= AT_THE_END);
    }
    let names = KINDS.map(|(name, _)| name);
    let inherited = model.chain(proxy).skip(1).find_map(|parent| model.option_in_force(parent, &names));
    inherited.is_none_or(|option| option.sub() != wanted)
}
