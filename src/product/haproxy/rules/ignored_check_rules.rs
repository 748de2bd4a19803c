//! Steps of a health check that no option puts to use.
//!
//! HAProxy warns and makes another check: `tcp-check` steps need `option tcp-check`, `http-check` steps need `option httpchk`.
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

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::check::KINDS;
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

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if !proxy.kind.connects() || proxy.disabled {
        return;
    }
    let mut told: Vec<&str> = Vec::new();
    let options = own_options(model, proxy);
    for directive in model.section_of(proxy).directives().filter(|directive| directive.shape().sound) {
        let keyword = directive.keyword();
        let option = match keyword {
            "tcp-check" => "tcp-check",
            "http-check" => "httpchk",
            _ => continue,
        };
        let sub = directive.sub();
        let ignored = match sub {
            "disable-on-404" | "send-state" => model.target.version < AT_THE_END && options.last().is_some_and(|last| last.sub() != option),
            _ => is_ignored(model, proxy, &options, directive, option),
        };
        let once = if matches!(sub, "disable-on-404" | "send-state") { sub } else { keyword };
        if ignored && !told.contains(&once) {
            told.push(once);
            let finding = report.find(directive.at(0), format!("without `option {option}` this step is ignored"));
            finding.section(directive.section().label()).help(format!("add `option {option}` above it, or take the steps out"));
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
