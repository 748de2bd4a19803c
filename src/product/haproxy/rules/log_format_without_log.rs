//! A proxy has a log format but nowhere to send its logs.
//!
//! HAProxy warns and logs nothing.
//!
//! ```haproxy bad
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     option httplog
//!     ^^^^^^^^^^^^^^ frontend `web` has no `log` line: nothing is logged
//! ```
//! ```haproxy good
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     log 127.0.0.1:514 local0
//!     option httplog
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::load::Prefix;
use crate::product::haproxy::model::{DirectiveRef, Model, Proxy, SectionRef};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP040",
    name: "log-format-without-log",
    level: Level::Warning,
    upstream: Upstream::Warns,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    let globals = model.sections().filter(|section| section.kind() == "global");
    let global = globals.flat_map(SectionRef::directives).find(|directive| directive.keyword() == "log").map(|log| log.index);
    for proxy in model.proxies.iter().filter(|proxy| proxy.kind.listens() && !proxy.disabled && !proxy.mode.is_special()) {
        let Some(format) = format(model, proxy) else { continue };
        if logs(model, proxy, global) {
            continue;
        }
        let line = format.range(0, if format.keyword() == "option" { 2 } else { 1 });
        let own = format.section().index == proxy.section;
        let message = format!("{} `{}` has no `log` line: nothing is logged", proxy.kind.as_str(), proxy.name);
        let finding = report.find(if own { line } else { proxy.at }, message);
        if !own {
            finding.related(line, "the format it inherits");
        }
        finding.section(model.section_of(proxy).label()).help("add `log global` with a `log` line in `global`, or another `log` line");
    }
}

/// The log format in force.
fn format<'m, 's>(model: &'m Model<'s>, proxy: &'m Proxy<'s>) -> Option<DirectiveRef<'m, 's>> {
    let found = [model.log_format(proxy), model.setting(proxy, "log-format-sd", "").filter(is_positive)];
    found.into_iter().flatten().max_by_key(|directive| directive.index)
}

/// Whether `directive` was read, and not negated.
fn is_positive(directive: &DirectiveRef<'_, '_>) -> bool {
    directive.shape().sound && directive.line().prefix == Prefix::None
}

/// Whether `proxy` has a target for logs, inherited or own; `no log` takes away all above it. `log global` takes the
/// targets of `global` sections above, of which `global` is the first line.
fn logs(model: &Model<'_>, proxy: &Proxy<'_>, global: Option<u32>) -> bool {
    for proxy in model.chain(proxy) {
        let logs: Vec<_> = model.section_of(proxy).directives().filter(|directive| directive.keyword() == "log").collect();
        for directive in logs.into_iter().rev() {
            if directive.line().prefix == Prefix::No {
                return false;
            }
            let own = directive.word(1) != "global" || directive.len() > 2 || directive.is_opaque(1);
            if own || global.is_some_and(|global| global < directive.index) {
                return true;
            }
        }
    }
    false
}
