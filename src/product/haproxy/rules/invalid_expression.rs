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
        if is_never_read(model, directive) {
            continue;
        }
        let part = Span::new(fault.start as u32, fault.end as u32);
        let finding = report.find(directive.within(fault.word, part), fault.message.clone());
        finding.section(directive.section().label());
        if let Some(help) = &fault.help {
            finding.help(help.clone());
        }
    }
}

/// Words of `defaults` whose expressions HAProxy reads only where a section inherits them.
const READ_BY_HEIRS: [&str; 6] = ["log-format", "log-format-sd", "error-log-format", "unique-id-format", "default-server", "balance"];

/// Whether HAProxy never gets to read the expressions of `directive`: nothing inherits the section, or nothing uses it.
fn is_never_read(model: &Model<'_>, directive: DirectiveRef<'_, '_>) -> bool {
    let section = directive.section();
    match section.kind() {
        "defaults" => {
            READ_BY_HEIRS.contains(&directive.keyword()) && model.proxy_of_section(section.index).is_some_and(|proxy| !proxy.serves)
        }
        // `option forwarded` is read last, and not at all where it has no effect.
        "frontend" | "listen" | "backend" => {
            directive.sub() == "forwarded" && model.proxy_of_section(section.index).is_some_and(|proxy| proxy.mode != Mode::Http)
        }
        "fcgi-app" => {
            let name = section.name().unwrap_or_default();
            !model.references(kind::FCGI_APP).any(|(user, used)| user.word(usize::from(used.at)) == name)
        }
        _ => false,
    }
}
