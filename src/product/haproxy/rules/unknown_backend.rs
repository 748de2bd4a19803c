//! A rule or an expression names a backend or frontend that no section defines.
//!
//! HAProxy refuses to start with such a file.
//!
//! ```haproxy bad
//! frontend pg
//!     mode tcp
//!     bind :5432
//!     timeout client 1m
//!     default_backend primry
//!                     ^^^^^^ no backend is called `primry`
//!
//! backend primary
//!     mode tcp
//!     timeout connect 5s
//!     timeout server 1m
//!     server pg1 10.0.0.1:5432 check
//! ```
//! ```haproxy fixed
//! frontend pg
//!     mode tcp
//!     bind :5432
//!     timeout client 1m
//!     default_backend primary
//!
//! backend primary
//!     mode tcp
//!     timeout connect 5s
//!     timeout server 1m
//!     server pg1 10.0.0.1:5432 check
//! ```

use super::{Check, Rule};
use crate::lint::{Level, Report, Safety, Upstream};
use crate::product::haproxy::expr::RefKind;
use crate::product::haproxy::facts::SampleReference;
use crate::product::haproxy::model::{DirectiveRef, Model, Proxy, ProxyKind};
use crate::text::{Edit, nearest};

/// The rule.
pub static RULE: Rule = Rule {
    id: "HAP012",
    name: "unknown-backend",
    level: Level::Error,
    upstream: Upstream::Refuses,
    since: "0.1.0",
    check: Check::Both(check, in_proxy),
};

/// In a backend such lines have no effect, and are looked up all the same.
fn in_proxy(model: &Model<'_>, proxy: &Proxy<'_>, report: &mut Report) {
    if !proxy.is_live() {
        return;
    }
    let defaults = proxy.default_backend.iter().map(|(index, name)| (model.any_directive(*index), *name));
    let switches = proxy.switches.iter().filter(|switch| !switch.dynamic);
    let switches = switches.map(|switch| (model.directive(proxy, switch.directive), switch.target));
    for (directive, name) in switches.chain(defaults) {
        if !name.is_empty() && model.backend(name).is_none() {
            unknown(model, directive, name, report);
        }
    }
}

fn check(model: &Model<'_>, report: &mut Report) {
    for kind in [RefKind::Backend, RefKind::Frontend] {
        for (proxy, directive, sample) in model.looked_up(kind) {
            in_expression(model, proxy, directive, sample, report);
        }
    }
}

/// `nbsrv(name)`, or `nbsrv` alone for the proxy itself, which then must be of the right kind.
fn in_expression(model: &Model<'_>, proxy: &Proxy<'_>, directive: DirectiveRef<'_, '_>, sample: &SampleReference, report: &mut Report) {
    let wants_backend = sample.kind == RefKind::Backend;
    let wanted = if wants_backend { "backend" } else { "frontend" };
    let name = &*sample.name;
    let at = usize::from(sample.at);
    if name.is_empty() {
        let fits = if wants_backend { proxy.kind.connects() } else { proxy.kind.listens() };
        if !fits && proxy.kind != ProxyKind::Defaults {
            let message = format!("this looks at the section itself, which is no {wanted}");
            let finding = report.find(directive.at(at), message);
            finding.section(directive.section().label()).help(format!("name the {wanted} in parentheses"));
        }
        return;
    }
    let found = if wants_backend { model.backend(name) } else { model.frontend(name) };
    if found.is_some() {
        return;
    }
    let finding = report.find(directive.within(at, sample.part), format!("no {wanted} is called `{name}`"));
    finding.section(directive.section().label());
    let fits = |other: &&Proxy<'_>| {
        if wants_backend { other.kind.connects() } else { other.kind.listens() }
    };
    if let Some(nearest) = nearest(name, model.proxies.iter().filter(fits).map(|other| other.name)) {
        finding.help(format!("did you mean `{nearest}`?"));
    }
}

fn unknown(model: &Model<'_>, directive: DirectiveRef<'_, '_>, name: &str, report: &mut Report) {
    let at = directive.at(1);
    let finding = report.find(at, format!("no backend is called `{name}`"));
    finding.section(directive.section().label());
    if let Some(frontend) = model.frontend(name) {
        finding.related(frontend.at, "this is a frontend: traffic cannot be sent to it");
    }
    let backends = model.proxies.iter().filter(|proxy| proxy.kind.connects()).map(|proxy| proxy.name);
    if let Some(nearest) = nearest(name, backends) {
        finding.help(format!("did you mean `{nearest}`?")).edit(Safety::Unsafe, Edit::replace(at.span, nearest));
    }
}
