//! The steps of a health check stand in an order that makes no check.
//!
//! A check that connects in one of its steps must do so first. The steps of an HTTP check go round: connect, send, expect. HAProxy refuses
//! the file.
//!
//! ```haproxy bad
//! backend app
//!     mode tcp
//!     timeout connect 5s
//!     timeout server 1m
//!     option tcp-check
//!     tcp-check send PING\r\n
//!     tcp-check connect
//!               ^^^^^^^ the first step of a check that connects must be `connect`
//!     server a 10.0.0.1:80 check
//! ```
//! ```haproxy good
//! backend app
//!     mode tcp
//!     timeout connect 5s
//!     timeout server 1m
//!     option tcp-check
//!     tcp-check connect
//!     tcp-check send PING\r\n
//!     server a 10.0.0.1:80 check
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Upstream};
use crate::product::haproxy::check::StepKind;
use crate::product::haproxy::load::Prefix;
use crate::product::haproxy::model::{DirectiveRef, Model, Proxy};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP053",
    name: "check-step-order",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Each(check),
};

/// The steps of one kind that were read in a section.
#[derive(Default)]
struct Steps<'m, 's> {
    /// The first step that may not stand before `connect`, if no `connect` stands before it.
    early: Option<DirectiveRef<'m, 's>>,
    connects: bool,
    last: Option<(StepKind, DirectiveRef<'m, 's>)>,
}

fn check(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    let inherited = proxy.parent.and_then(|parent| crate::product::haproxy::check::kind_in_force(model, &model.proxies[parent]));
    let mut http = inherited == Some("httpchk");
    let (mut of_tcp, mut of_http) = (Steps::default(), Steps::default());
    for directive in model.section_of(proxy).directives() {
        match directive.keyword() {
            "option" if crate::product::haproxy::check::is_kind(directive.sub()) => {
                http = directive.sub() == "httpchk" && directive.line().prefix == Prefix::None;
            }
            "tcp-check" => step(&mut of_tcp, directive, false, report),
            "http-check" => step(&mut of_http, directive, http, report),
            _ => {}
        }
    }
}

fn step<'m, 's>(steps: &mut Steps<'m, 's>, directive: DirectiveRef<'m, 's>, ordered: bool, report: &mut Report) {
    let Some(kind) = StepKind::of(directive.sub()).filter(|_| directive.shape().sound) else {
        return;
    };
    let problem = match (kind, steps.last) {
        (StepKind::Connect, _) if !steps.connects && steps.early.is_some() => {
            Some(("the first step of a check that connects must be `connect`", steps.early))
        }
        (_, None) => None,
        _ if !ordered => None,
        (StepKind::Send, Some((last, above))) if last != StepKind::Connect => {
            Some(("a `send` step must follow a `connect` step", Some(above)))
        }
        (StepKind::Expect, Some((last, above))) if !matches!(last, StepKind::Send | StepKind::Expect) => {
            Some(("an `expect` step must follow a `send` or `expect` step", Some(above)))
        }
        (StepKind::Connect, Some((last, above))) if last != StepKind::Expect => {
            Some(("a `connect` step must follow an `expect` step", Some(above)))
        }
        _ => None,
    };
    if let Some((message, above)) = problem {
        let finding = report.find(directive.at(1), message);
        finding.section(directive.section().label());
        if let Some(above) = above {
            finding.related(above.at(1), "the step before");
        }
    }
    match kind {
        StepKind::Connect => steps.connects = true,
        StepKind::Send | StepKind::Expect if !steps.connects && steps.early.is_none() => steps.early = Some(directive),
        _ => {}
    }
    // Comments and variables may stand anywhere.
    if kind != StepKind::Other {
        steps.last = Some((kind, directive));
    }
}
