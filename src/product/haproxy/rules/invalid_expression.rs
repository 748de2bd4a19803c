//! An expression, ACL, condition or log format that makes no sense.
//!
//! HAProxy refuses the file.
//!
//! ```haproxy bad
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     http-request deny if { src 10.0.0.0/8
//!                          ^ the `{` has no `}`
//! ```
//! ```haproxy good
//! frontend web
//!     mode http
//!     bind :8080
//!     timeout client 1m
//!     http-request deny if { src 10.0.0.0/8 }
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::expr::{FaultKind, RefKind, regex};
use crate::product::haproxy::facts::ProblemKind;
use crate::product::haproxy::model::{DirectiveRef, Mode, Model};
use crate::product::haproxy::tables::kind;
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP019",
    name: "invalid-expression",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Whole(check),
};

fn check(model: &Model<'_>, report: &mut Report) {
    for (directive, problem) in model.problems() {
        let ProblemKind::BadExpression(fault) = &problem.kind else { continue };
        if is_never_read(model, directive) || is_port_alone(directive, fault.word) {
            continue;
        }
        let part = Span::new(fault.start as u32, fault.end as u32);
        let finding = report.find(directive.within(fault.word, part), fault.message.clone());
        finding.section(directive.section().label());
        if directive.keyword() == "option" && fault.kind == FaultKind::Unavailable {
            finding.upstream(Upstream::Warns);
        }
        if let Some(help) = &fault.help {
            finding.help(help.clone());
        }
    }
    for (_, directive, sample) in model.looked_up(RefKind::Regex) {
        let at = usize::from(sample.at);
        if sample.name.is_empty() {
            let finding = report.find(directive.within(at, sample.part), "the regular expression is missing");
            finding.section(directive.section().label());
        } else if let Some(fault) = regex::check(&sample.name) {
            let finding = report.find(directive.within(at, sample.part), fault.message);
            finding.section(directive.section().label());
        }
    }
}

/// Whether the word at `at` computes a port of `option forwarded` that is never written, because its address is not.
fn is_port_alone(directive: DirectiveRef<'_, '_>, at: usize) -> bool {
    let side = match directive.word(at.saturating_sub(1)) {
        "for_port-expr" => ["for", "for-expr"],
        "by_port-expr" => ["by", "by-expr"],
        _ => return false,
    };
    directive.sub() == "forwarded" && !directive.words().iter().any(|word| side.contains(&word.text))
}

/// Words of `defaults` whose expressions HAProxy reads only where a section inherits them.
const READ_BY_HEIRS: [&str; 6] = ["log-format", "log-format-sd", "error-log-format", "unique-id-format", "default-server", "balance"];

/// Whether HAProxy never gets to read the expressions of `directive`: nothing inherits the section, or nothing uses it.
fn is_never_read(model: &Model<'_>, directive: DirectiveRef<'_, '_>) -> bool {
    let section = directive.section();
    if directive.keyword() == "option" {
        // `option forwarded` is read for the backends in which it is in force.
        let mut backends = model.live().filter(|proxy| proxy.kind.connects() && proxy.mode != Mode::Tcp);
        let in_force = |proxy| model.option_in_force(proxy, &[directive.sub()]).is_some_and(|found| found.index == directive.index);
        return !backends.any(in_force);
    }
    match section.kind() {
        "defaults" => {
            READ_BY_HEIRS.contains(&directive.keyword()) && model.proxy_of_section(section.index).is_some_and(|proxy| !proxy.serves)
        }
        "fcgi-app" => {
            let name = section.name().unwrap_or_default();
            !model.references(kind::FCGI_APP).any(|(user, used)| user.word(usize::from(used.at)) == name)
        }
        _ => false,
    }
}
